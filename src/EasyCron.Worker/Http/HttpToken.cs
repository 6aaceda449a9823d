using System.Buffers;
using System.Globalization;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>RFC 9110's <c>token</c>: what a method or a header name may be made of.</summary>
internal static class HttpToken
{
    private const int MostShown = 60;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Says whether the text is a token.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True for one or more token characters and nothing else.</returns>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>A name in the place of a fault: as it is where it is harmless, else quoted.</summary>
    /// <param name="text">The name as found.</param>
    /// <returns>The name.</returns>
    public static string Name(string text) => IsToken(text) && text.Length <= MostShown ? text : Quote(text);

    /// <summary>Makes a wrong name fit for an error text: what would not show, or would turn the text around, stands as an escape; at most 60 characters.</summary>
    /// <param name="text">The name as found.</param>
    /// <returns>The name in double quotes.</returns>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.Length > MostShown ? string.Concat(text.AsSpan(0, MostShown), "…") : text)
        {
            _ = IsHidden(c) ? quoted.Append("\\u").Append(((int)c).ToString("x4")) : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
