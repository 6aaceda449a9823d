using System.Diagnostics.CodeAnalysis;

namespace EasyCron.Worker.Http;

/// <summary>Builds the request of one attempt: what the job asks for, our own headers, the signature.</summary>
/// <param name="settings">What the operator chose.</param>
/// <param name="clock">The time that is signed.</param>
internal sealed class HttpRequestBuilder(HttpSettings settings, TimeProvider clock)
{
    private const string WebhookPrefix = "webhook-";

    /// <summary>Builds the request.</summary>
    /// <param name="specification">What the job asks for.</param>
    /// <param name="context">Which attempt of which run it is.</param>
    /// <param name="request">The request; null when something is at fault.</param>
    /// <param name="faults">Everything that is wrong with the job's fields, none when the request is good.</param>
    /// <returns>Whether the request can be sent.</returns>
    public bool TryBuild(
        RequestSpecification specification, AttemptContext context, [NotNullWhen(true)] out OutgoingRequest? request, out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>(specification.Faults);
        faults = found;
        request = null;

        var method = RequestMethod.Read(specification.Method, found);
        var auth = specification.Auth;
        IEnumerable<KeyValueField> query = auth is { InQuery: true } ? [.. specification.Query, new KeyValueField(auth.Name, auth.Value)] : specification.Query;
        RequestUrl? url = RequestUrl.Read(specification.Url, query, found);
        var body = RequestMethod.HasBody(method) ? RequestBody.Read(specification.Body, specification.BodyType, found) : null;
        if (url is null || found.Count > 0)
        {
            return false;
        }

        if (auth is null && url.UserName is not null)
        {
            auth = RequestAuth.Basic(url.UserName, url.Password);
        }

        var headers = new List<OutgoingHeader>();
        AddUserHeaders(headers, specification, found);
        if (auth is { InQuery: false })
        {
            AddCredentials(headers, auth, found);
        }

        AddDefaults(headers, context, body);
        if (settings.Signature is { } signature)
        {
            headers.AddRange(signature.Sign(context.RunId, clock.GetUtcNow(), body?.Bytes));
        }

        var candidate = new OutgoingRequest(method, url.Uri, headers, body?.Bytes, new SecretMask(RequestSecrets.Of(url, headers, auth)));
        using var trial = candidate.ToMessage(found);
        request = found.Count == 0 ? candidate : null;
        return request is not null;
    }

    private void AddUserHeaders(List<OutgoingHeader> headers, RequestSpecification specification, List<FieldFault> faults)
    {
        foreach (var field in specification.Headers)
        {
            if (HeaderRules.Refusal(field.Key, field.Value) is { } refusal)
            {
                faults.Add(new FieldFault("apiHeaders", refusal));
            }
            else if (settings.Signature is null || !field.Key.StartsWith(WebhookPrefix, StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(new OutgoingHeader(field.Key, field.Value, Bound: SecretNames.IsSecret(field.Key)));
            }
        }
    }

    private static void AddCredentials(List<OutgoingHeader> headers, RequestAuth auth, List<FieldFault> faults)
    {
        if (HeaderRules.Refusal(auth.Name, auth.Value) is { } refusal)
        {
            faults.Add(new FieldFault("apiAuth", refusal));
            return;
        }

        AddUnlessSet(headers, new OutgoingHeader(auth.Name, auth.Value, Bound: true));
    }

    private void AddDefaults(List<OutgoingHeader> headers, AttemptContext context, RequestBody? body)
    {
        if (body is not null)
        {
            AddUnlessSet(headers, new OutgoingHeader("Content-Type", body.ContentType));
        }

        AddUnlessSet(headers, new OutgoingHeader("Accept", "*/*")); // as every fetch does; some servers turn requests without it away
        AddUnlessSet(headers, new OutgoingHeader("Accept-Encoding", ContentDecoding.Accepted));
        if (settings.SendEasyCronHeaders)
        {
            foreach (var header in OwnHeaders.Of(context))
            {
                AddUnlessSet(headers, header);
            }
        }
    }

    private static void AddUnlessSet(List<OutgoingHeader> headers, OutgoingHeader header)
    {
        if (!headers.Exists(set => string.Equals(set.Name, header.Name, StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(header);
        }
    }
}
