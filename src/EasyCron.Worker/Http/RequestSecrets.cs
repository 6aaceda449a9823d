namespace EasyCron.Worker.Http;

/// <summary>Collects what is secret in a request: credentials, cookies, user information, and values whose name says so.</summary>
internal static class RequestSecrets
{
    /// <summary>Lists the literal secrets.</summary>
    /// <param name="url">The address, with the user information it carried.</param>
    /// <param name="headers">The headers to be sent.</param>
    /// <param name="auth">The credentials, if any.</param>
    /// <returns>The secrets as the user wrote them and as they stand on the wire.</returns>
    public static IEnumerable<string> Of(RequestUrl url, IEnumerable<OutgoingHeader> headers, RequestAuth? auth)
    {
        var ofHeaders = headers.Where(header => SecretNames.IsSecret(header.Name)).SelectMany(header => OfHeader(header.Name, header.Value));
        IEnumerable<string> ofUrl = url.UserName is null ? [] : [url.Password.Length > 0 ? url.Password : url.UserName];
        return [.. auth?.Secrets ?? [], .. ofHeaders, .. ofUrl, .. OfQuery(url.Uri)];
    }

    private static IEnumerable<string> OfHeader(string name, string value)
    {
        yield return value;
        if (string.Equals(name, "Cookie", StringComparison.OrdinalIgnoreCase))
        {
            foreach (string cookie in value.Split(';'))
            {
                yield return cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..];
            }
        }
        else if (value.Trim().IndexOf(' ', StringComparison.Ordinal) is > 0 and int scheme)
        {
            // "Bearer abc": the target may echo the credentials without their scheme.
            yield return value.Trim()[(scheme + 1)..];
        }
    }

    private static IEnumerable<string> OfQuery(Uri uri)
    {
        foreach (string parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && SecretNames.IsSecret(Decode(parameter[..equals])))
            {
                yield return parameter[(equals + 1)..];
                yield return Decode(parameter[(equals + 1)..]);
            }
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
