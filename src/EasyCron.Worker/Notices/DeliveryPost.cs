using System.Text;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Notices;

/// <summary>Posts JSON and judges the answer by the rules that all receivers share.</summary>
internal static class DeliveryPost
{
    private const int LongestAnswer = 4_096;
    private const int LongestReason = 300;

    /// <summary>Posts and judges.</summary>
    /// <param name="client">Whose timeout bounds the whole exchange.</param>
    /// <param name="url">Where to; never named in what is returned.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">What goes with it.</param>
    /// <param name="clock">For answers that name a date.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<DeliveryAnswer> SendAsync(
        HttpClient client, Uri url, string json, IEnumerable<(string Name, string Value)> headers, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Content.Headers.ContentType!.CharSet = null; // JSON is UTF-8 without saying so (RFC 8259), and Node's clients do not say it
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var text = await ReadAsync(response, cancellationToken);
            var after = response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? RetryAfterHeader.Parse(values.ToString(), clock.GetUtcNow()) : null;
            return new DeliveryAnswer(Judge((int)response.StatusCode, text, after), (int)response.StatusCode, text);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAnswer(new Delivery.Later("no answer in time"), 0, "");
        }
        catch (Exception exception) when (TransportFault.Describe(exception, AttemptPhase.Headers) is not null)
        {
            var reason = TransportFault.Describe(exception, AttemptPhase.Headers)!.Reason;
            return new DeliveryAnswer(exception.GetBaseException() is AddressRefusedException ? new Delivery.NeedsRepair(reason) : new Delivery.Later(reason), 0, "");
        }
    }

    private static Delivery Judge(int status, string text, TimeSpan? after)
    {
        var reason = MailText.Cut(MailText.OneLine($"HTTP {status}: {text}"), LongestReason);
        return status switch
        {
            >= 200 and < 300 => new Delivery.Accepted($"HTTP {status}"),
            401 or 403 => new Delivery.NeedsRepair(reason),
            408 or 425 or 429 or >= 500 => new Delivery.Later(reason, after),
            _ => new Delivery.Refused(reason),
        };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestAnswer];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

/// <summary>An answer, judged.</summary>
/// <param name="Delivery">What it amounts to.</param>
/// <param name="Status">The status code; 0 for no answer.</param>
/// <param name="Text">The beginning of its body.</param>
internal sealed record DeliveryAnswer(Delivery Delivery, int Status, string Text);
