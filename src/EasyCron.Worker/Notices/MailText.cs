using System.Globalization;
using System.Text;

namespace EasyCron.Worker.Notices;

/// <summary>Makes text of unknown origin fit to stand in a mail: nothing in it ends a header, hides, or turns its surroundings around.</summary>
internal static class MailText
{
    /// <summary>The most characters of a subject.</summary>
    public const int LongestSubject = 200;

    private const char Ellipsis = '…';

    /// <summary>One line without control characters; any run of blanks is one blank.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control)
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!TurnsText(rune))
            {
                line.Append(rune);
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Lines as they are, without control characters but tabs and ends of lines.</summary>
    public static string Lines(string text)
    {
        var lines = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control && !TurnsText(rune)))
            {
                lines.Append(rune);
            }
        }

        return lines.ToString();
    }

    /// <summary>At most so many characters, the last an ellipsis where something is cut; no character that a reader sees is cut in two.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next < most)
        {
            end = next;
        }

        return text[..end] + Ellipsis;
    }

    /// <summary>A subject: one line of at most 200 characters.</summary>
    public static string Subject(string text) => Cut(OneLine(text), LongestSubject);

    // Embeddings, overrides and isolates; marks and joiners are part of ordinary right-to-left text and emoji.
    private static bool TurnsText(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}
