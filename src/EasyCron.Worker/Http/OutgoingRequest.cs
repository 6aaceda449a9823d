using System.Net;

namespace EasyCron.Worker.Http;

/// <summary>A request that passed every check and can be put on the wire, once for each hop of a redirect chain.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">The address, without user information and fragment.</param>
/// <param name="Headers">All headers but those of the connection, in their order.</param>
/// <param name="Body">The bytes to send; null for none.</param>
/// <param name="Mask">The secrets inside.</param>
internal sealed record OutgoingRequest(HttpMethod Method, Uri Uri, IReadOnlyList<OutgoingHeader> Headers, byte[]? Body, SecretMask Mask)
{
    /// <summary>Makes the message to send.</summary>
    /// <param name="faults">Takes a fault for each header that cannot be put there; null once the request is known to be good.</param>
    /// <returns>A message for HTTP/2 where the target offers it (ALPN), else HTTP/1.1.</returns>
    public HttpRequestMessage ToMessage(ICollection<FieldFault>? faults = null)
    {
        var message = new HttpRequestMessage(Method, Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (Body is not null || Headers.Any(header => HeaderRules.DescribesContent(header.Name)))
        {
            message.Content = new ByteArrayContent(Body ?? []);
        }

        foreach (var header in Headers)
        {
            if (header.AddTo(message) is { } refusal)
            {
                faults?.Add(new FieldFault("apiHeaders", refusal));
            }
        }

        return message;
    }

    /// <summary>The request a redirect asks for (RFC 9110, 15.4, and the Fetch standard where it leaves a choice).</summary>
    /// <remarks>
    /// 303 turns everything but HEAD into GET, 301 and 302 turn POST into GET, all without the body and what describes it; 307 and 308 repeat the request. Credentials,
    /// secrets and signatures go to the first origin only: scheme, host and port must all be the same.
    /// </remarks>
    /// <param name="status">301, 302, 303, 307 or 308.</param>
    /// <param name="target">Where to go; passed <see cref="RequestUrl.Refusal"/>.</param>
    /// <returns>The next request.</returns>
    public OutgoingRequest RedirectedTo(int status, Uri target)
    {
        bool turnsToGet = (status == 303 && Method != HttpMethod.Head && Method != HttpMethod.Get) || (status is 301 or 302 && Method == HttpMethod.Post);
        bool sameOrigin = Uri.Compare(Uri, target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        return this with
        {
            Method = turnsToGet ? HttpMethod.Get : Method,
            Uri = target,
            Body = turnsToGet ? null : Body,
            Headers = [.. Headers.Where(header => (sameOrigin || !header.Bound) && !(turnsToGet && DependsOnBody(header.Name)))],
        };
    }

    private static bool DependsOnBody(string name) =>
        HeaderRules.DescribesContent(name) || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase);
}
