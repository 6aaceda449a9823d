using System.Globalization;

namespace EasyCron.Worker.Http;

/// <summary>Reads Retry-After (RFC 9110, 10.2.3) of the two answers whose wait is honoured.</summary>
internal static class RetryAfterHeader
{
    // No run lasts that long; it only keeps the arithmetic finite.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly string[] DateForms = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>Reads the header.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time it came, for the form that names a date.</param>
    /// <returns>The wait, zero for a date gone by; null unless the status is 429 or 503 and the value is seconds or an HTTP date.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now) =>
        (int)response.StatusCode is 429 or 503 && response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? Parse(values.ToString(), now) : null;

    /// <summary>Reads a value.</summary>
    /// <param name="value">Seconds or one of HTTP's three date forms.</param>
    /// <param name="now">The time it came.</param>
    /// <returns>The wait; null for anything else.</returns>
    public static TimeSpan? Parse(string value, DateTimeOffset now)
    {
        string text = value.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            return long.TryParse(text, CultureInfo.InvariantCulture, out long seconds) && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }

        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite;
        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, Style, out var date))
        {
            return null;
        }

        var wait = date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
