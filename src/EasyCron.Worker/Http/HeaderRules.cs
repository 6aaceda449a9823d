namespace EasyCron.Worker.Http;

/// <summary>Which headers a job may send. What is refused here never reaches the wire in any form.</summary>
internal static class HeaderRules
{
    // Framing and hop-by-hop fields belong to the connection (RFC 9110, 7.6.1): a job that sets them smuggles a second request.
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade", "Expect", "HTTP2-Settings",
    };

    // HttpClient keeps the fields that describe a body apart from the others.
    private static readonly HashSet<string> Content = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified",
    };

    /// <summary>Says whether the field describes the body and therefore travels with it.</summary>
    /// <param name="name">The header's name.</param>
    /// <returns>True for Content-Type and its like.</returns>
    public static bool DescribesContent(string name) => Content.Contains(name);

    /// <summary>Says why a header cannot be sent.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value; it is never repeated in the reason.</param>
    /// <returns>The reason, naming the header; null when it may be sent.</returns>
    public static string? Refusal(string name, string value)
    {
        string? reason = !HttpToken.IsToken(name) ? "the name is not made of letters, digits and !#$%&'*+-.^_`|~"
            : Framing.Contains(name) ? "it frames the message and is set by the worker alone"
            : ValueRefusal(value);
        return reason is null ? null : Invalid(name, reason);
    }

    /// <summary>Words a reason the same way for every refused header.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <returns>Such as <c>invalid header "X-A": the value holds a line break</c>.</returns>
    public static string Invalid(string name, string reason) => $"invalid header {HttpToken.Quote(name)}: {reason}";

    private static string? ValueRefusal(string value)
    {
        foreach (char c in value)
        {
            switch (c)
            {
                case '\r' or '\n':
                    return "the value holds a line break (CR or LF)";
                case '\0':
                    return "the value holds a NUL character";
                case '\t':
                    break;
                case < ' ' or '\u007f':
                    return "the value holds a control character";
                case > '\u007e':
                    return "the value holds a character outside ASCII; percent-encode it or send it in the body";
                default:
                    break;
            }
        }

        return null;
    }
}
