using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EasyCron.Worker.Settings;

/// <summary>Reads a mail address (RFC 5321's dot-string form): what mail services take, and nothing that could end a header.</summary>
internal static partial class MailAddress
{
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text; blanks around it do not matter.</param>
    /// <param name="address">The address, its domain in ASCII and lower case; null for anything else.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? address)
    {
        address = null;
        var trimmed = text?.Trim() ?? "";
        var at = trimmed.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart || !LocalPart().IsMatch(trimmed[..at]) || Ascii(trimmed[(at + 1)..]) is not { } domain || !Domain().IsMatch(domain))
        {
            return false;
        }

        address = $"{trimmed[..at]}@{domain}";
        return true;
    }

    private static string? Ascii(string domain)
    {
        try
        {
            var ascii = domain.Length is 0 or > LongestDomain ? "" : Idn.GetAscii(domain);
            return ascii.Length is 0 or > LongestDomain ? null : ascii.ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Domain();
}
