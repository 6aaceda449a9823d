using System.Text;

namespace EasyCron.Storage;

/// <summary>
/// Text that PostgreSQL can hold: its <c>text</c> refuses U+0000 and whatever is not valid UTF-8, which in .NET is half a surrogate pair.
/// </summary>
internal static class StoredText
{
    /// <summary>Says whether the text can be stored, and so whether any stored text can equal it.</summary>
    internal static bool IsStorable(string text) => IndexOfUnstorable(text, 0) < 0;

    /// <summary>Replaces each character that cannot be stored by U+FFFD.</summary>
    internal static string? Clean(string? text)
    {
        if (text is null || IndexOfUnstorable(text, 0) is var first && first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (var at = first; at >= 0; at = IndexOfUnstorable(text, at + 1))
        {
            clean[at] = '\uFFFD';
        }

        return clean.ToString();
    }

    private static int IndexOfUnstorable(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\0')
            {
                return at;
            }

            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
                {
                    return at;
                }

                at++;
            }
        }

        return -1;
    }
}
