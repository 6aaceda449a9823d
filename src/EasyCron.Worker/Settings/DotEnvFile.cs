using System.Text;

namespace EasyCron.Worker.Settings;

/// <summary>
/// Reads a <c>.env</c> file as Node's dotenv does, so that the worker and the app may share one: <c>NAME=value</c> lines, <c>export</c> before a name,
/// <c>#</c> comments, values bare or in single, double or backward quotes; quoted ones may span lines, and <c>\n</c> in double quotes is a line's end.
/// </summary>
/// <remarks>As there: a bare value ends at the first <c>#</c>, so a password with one needs quotes; nothing is expanded; of two lines the later holds.</remarks>
internal static class DotEnvFile
{
    /// <summary>Reads the text of a file.</summary>
    /// <returns>Names and values. Lines that are none are left out.</returns>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var source = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var at = 0;
        while (at < source.Length)
        {
            var end = EndOfLine(source, at);
            if (ReadName(source[at..end]) is not var (name, length))
            {
                at = end + 1;
                continue;
            }

            var (value, after) = ReadValue(source, at + length);
            values[name] = value;
            at = EndOfLine(source, after) + 1;
        }

        return values;
    }

    private static (string Name, int Length)? ReadName(string line)
    {
        var start = line.Length - line.TrimStart().Length;
        if (line.AsSpan(start).StartsWith("export ", StringComparison.Ordinal))
        {
            start += "export ".Length;
            start += line.Length - start - line.AsSpan(start).TrimStart().Length;
        }

        var end = start;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '_' or '.' or '-'))
        {
            end++;
        }

        var sign = end;
        while (sign < line.Length && line[sign] is ' ' or '\t')
        {
            sign++;
        }

        var isAssigned = sign < line.Length && (line[sign] == '=' || (line[sign] == ':' && sign == end && sign + 1 < line.Length && line[sign + 1] is ' ' or '\t'));
        return end > start && isAssigned ? (line[start..end], sign + 1) : null;
    }

    private static (string Value, int After) ReadValue(string source, int at)
    {
        var lineEnd = EndOfLine(source, at);
        while (at < lineEnd && source[at] is ' ' or '\t')
        {
            at++;
        }

        if (at < lineEnd && source[at] is '\'' or '"' or '`' && EndOfQuote(source, at) is { } close)
        {
            var quoted = source[(at + 1)..close];
            return (source[at] == '"' ? Unescape(quoted) : quoted, close + 1);
        }

        var comment = source.IndexOf('#', at, lineEnd - at);
        return (source[at..(comment < 0 ? lineEnd : comment)].Trim(), lineEnd);
    }

    private static int? EndOfQuote(string source, int open)
    {
        for (var at = open + 1; at < source.Length; at++)
        {
            if (source[at] == source[open] && source[at - 1] != '\\')
            {
                return at;
            }
        }

        return null;
    }

    private static string Unescape(string quoted) => new StringBuilder(quoted).Replace("\\n", "\n").Replace("\\r", "\r").ToString();

    private static int EndOfLine(string source, int at)
    {
        var end = source.IndexOf('\n', Math.Min(at, source.Length));
        return end < 0 ? source.Length : end;
    }
}
