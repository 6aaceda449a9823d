using System.Text;

namespace EasyCron.Cron;

/// <summary>Takes an expression apart into the words between its white space, and puts them together tidily.</summary>
internal static class CronWords
{
    /// <summary>Finds the words of a text; answers their number, at most as many as there is room for.</summary>
    public static int Split(ReadOnlySpan<char> text, Span<Range> words)
    {
        var count = 0;
        var position = 0;
        while (count < words.Length)
        {
            while (position < text.Length && IsWhiteSpace(text[position]))
            {
                position++;
            }

            if (position == text.Length)
            {
                break;
            }

            var start = position;
            while (position < text.Length && !IsWhiteSpace(text[position]))
            {
                position++;
            }

            words[count++] = start..position;
        }

        return count;
    }

    /// <summary>
    /// The words with single spaces between them, after as many wildcards as make <paramref name="minCount"/>; the text
    /// itself where it is so already.
    /// </summary>
    public static string Join(string text, ReadOnlySpan<Range> words, int minCount)
    {
        if (words.Length >= minCount && AreTidy(text, words))
        {
            return text;
        }

        var joined = new StringBuilder();
        for (var count = words.Length; count < minCount; count++)
        {
            joined.Append("* ");
        }

        foreach (var word in words)
        {
            joined.Append(text.AsSpan(word)).Append(' ');
        }

        return joined.ToString(0, joined.Length - 1);
    }

    private static bool AreTidy(string text, ReadOnlySpan<Range> words)
    {
        var start = 0;
        foreach (var word in words)
        {
            var isTidy = word.Start.Value == start && (start == 0 || text[start - 1] == ' ');
            if (!isTidy)
            {
                return false;
            }

            start = word.End.Value + 1;
        }

        return start == text.Length + 1;
    }

    // White space as JavaScript has it, which differs from .NET in two characters.
    private static bool IsWhiteSpace(char c) => (char.IsWhiteSpace(c) && c != '\u0085') || c == '\uFEFF';
}
