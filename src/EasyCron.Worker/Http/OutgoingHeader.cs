using System.Net.Http.Headers;

namespace EasyCron.Worker.Http;

/// <summary>A header about to be sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, allowed by <see cref="HeaderRules"/>.</param>
/// <param name="Bound">Whether it is meant for the first origin only (credentials, signatures) and is dropped on a redirect to another.</param>
internal readonly record struct OutgoingHeader(string Name, string Value, bool Bound = false)
{
    private const string TwiceOrEmpty = "the header stands there twice and may not, or has no value";

    /// <summary>Puts the header on a message.</summary>
    /// <remarks>
    /// .NET checks the values of the headers it knows by a grammar narrower than RFC 9110, which leaves values to whoever reads them: a bare key for Authorization, brackets in
    /// User-Agent. What it refuses is sent as it stands.
    /// </remarks>
    /// <param name="message">The message; it needs content for a header that describes content.</param>
    /// <returns>Null when done; else the reason why it is not.</returns>
    public string? AddTo(HttpRequestMessage message)
    {
        if (HeaderRules.Refusal(Name, Value) is { } refusal)
        {
            return refusal;
        }

        HttpHeaders? headers = HeaderRules.DescribesContent(Name) ? message.Content?.Headers : message.Headers;
        if (headers is null || TryAddTyped(headers, message.Headers))
        {
            return null;
        }

        return headers.NonValidated.Contains(Name) || string.IsNullOrWhiteSpace(Value) || !AddAsItStands(headers) ? HeaderRules.Invalid(Name, TwiceOrEmpty) : null;
    }

    private bool TryAddTyped(HttpHeaders headers, HttpRequestHeaders ofRequest)
    {
        if (string.Equals(Name, "Authorization", StringComparison.OrdinalIgnoreCase))
        {
            return ofRequest.Authorization is null && Credentials(Value) is { } credentials && (ofRequest.Authorization = credentials) is not null;
        }

        try
        {
            headers.Add(Name, Value);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

#pragma warning disable RS0030 // The one use of the unchecked way: the value has just passed HeaderRules, so it holds no CR, LF or NUL and nothing outside ASCII.
    private bool AddAsItStands(HttpHeaders headers) => headers.TryAddWithoutValidation(Name, Value);
#pragma warning restore RS0030

    // The parser behind Add knows only a part of what RFC 9110 allows after the scheme (it refuses AWS signatures); the parts, given separately, are taken as they are.
    private static AuthenticationHeaderValue? Credentials(string value)
    {
        string[] parts = value.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 || !HttpToken.IsToken(parts[0]) ? null : new AuthenticationHeaderValue(parts[0], parts.ElementAtOrDefault(1));
    }
}
