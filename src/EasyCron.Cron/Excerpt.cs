using System.Globalization;

namespace EasyCron.Cron;

/// <summary>Foreign text made fit for an error message: short, and nothing in it that a terminal or log would obey.</summary>
internal static class Excerpt
{
    private const int MaxLength = 40;

    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> excerpt = stackalloc char[MaxLength + 1];
        var length = Math.Min(text.Length, MaxLength);
        for (var i = 0; i < length; i++)
        {
            excerpt[i] = IsVisible(text[i]) ? text[i] : '\uFFFD';
        }

        if (text.Length > MaxLength)
        {
            excerpt[length++] = '…';
        }

        return new string(excerpt[..length]);
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
