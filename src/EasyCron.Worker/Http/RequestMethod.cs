namespace EasyCron.Worker.Http;

/// <summary>Reads the column <c>apiMethod</c>.</summary>
internal static class RequestMethod
{
    private static readonly string[] Standard = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>
    /// Takes any method token. The standard ones are put in upper case, because a person who types <c>post</c> means POST; others are sent as written, because methods
    /// are case-sensitive (RFC 9110, 9.1). CONNECT is refused: it asks for a tunnel, not for an answer.
    /// </summary>
    /// <param name="text">The column's value.</param>
    /// <param name="faults">Takes the fault when it is no method.</param>
    /// <returns>The method; GET when it is at fault.</returns>
    public static HttpMethod Read(string text, ICollection<FieldFault> faults)
    {
        string method = text.Trim();
        if (!HttpToken.IsToken(method) || string.Equals(method, "CONNECT", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(new FieldFault("apiMethod", $"is {HttpToken.Quote(text)}; a method such as GET or POST is allowed, CONNECT is not"));
            return HttpMethod.Get;
        }

        return new HttpMethod(Standard.FirstOrDefault(s => string.Equals(s, method, StringComparison.OrdinalIgnoreCase)) ?? method);
    }

    /// <summary>Says whether requests of this method carry a body; GET, HEAD and TRACE do not.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True when a body is sent.</returns>
    public static bool HasBody(HttpMethod method) => method != HttpMethod.Get && method != HttpMethod.Head && method != HttpMethod.Trace;
}
