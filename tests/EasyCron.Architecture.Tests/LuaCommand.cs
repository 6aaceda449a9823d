using System.Globalization;
using System.Text.RegularExpressions;

namespace EasyCron.Architecture.Tests;

/// <summary>A Lua command read as a contract: the header that says what each KEYS and ARGV is, and the code that uses them.</summary>
public static partial class LuaCommand
{
    /// <summary>Lists what is wrong with a command's header; nothing when it is in order.</summary>
    /// <param name="fileName">The file's name, which ends with the number of KEYS: <c>moveToDelayed-11.lua</c>.</param>
    /// <param name="text">The file's text.</param>
    public static IEnumerable<string> Faults(string fileName, string text)
    {
        var name = FileName().Match(fileName);
        if (!name.Success)
        {
            return [$"{fileName}: a command's file is called <name>-<number of KEYS>.lua"];
        }

        var header = Header().Match(text);
        if (!header.Success)
        {
            return [$"{fileName}: does not begin with a header in --[[ ]]"];
        }

        var code = Includes().Split(Texts().Replace(Comments().Replace(text[header.Length..], "\n$1"), "\"\""), 2);
        var keys = Declared(header.Value, "KEYS");
        var wanted = int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture);
        return
        [
            .. keys.Count == wanted ? Array.Empty<string>() : [$"{fileName}: the header has {keys.Count} KEYS, the name says {wanted}"],
            .. Mismatches(fileName, "KEYS", keys, code[0]),
            .. Mismatches(fileName, "ARGV", Declared(header.Value, "ARGV"), code[0]),
            .. code.Skip(1).Where(below => Raw().IsMatch(below)).Select(_ => $"{fileName}: uses KEYS or ARGV below the includes; bind them to names above"),
        ];
    }

    private static IEnumerable<string> Mismatches(string fileName, string table, IReadOnlyList<int> declared, string code)
    {
        if (!declared.SequenceEqual(Enumerable.Range(1, declared.Count)))
        {
            yield return $"{fileName}: {table} in the header are not numbered 1, 2, 3 ...: {string.Join(", ", declared)}";
        }

        var used = Regex.Matches(code, $@"\b{table}\[(\d+)\]").Select(Number).Distinct().ToList();
        foreach (var number in used.Except(declared))
        {
            yield return $"{fileName}: {table}[{number}] is used and not in the header";
        }

        // A script that takes the whole table takes every element.
        if (!Regex.IsMatch(code, $@"\b{table}\b(?!\[)"))
        {
            foreach (var number in declared.Except(used))
            {
                yield return $"{fileName}: {table}[{number}] is in the header and not used";
            }
        }
    }

    private static IReadOnlyList<int> Declared(string header, string table) =>
        [.. Regex.Matches(header, $@"^  {table}\[(\d+)(?:\.\.)?\] +\S", RegexOptions.Multiline).Select(Number)];

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-z]\w*-(\d+)\.lua$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A--\[\[.*?^\]\]", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Header();

    // Include lines are comments too, but they mean something.
    [GeneratedRegex(@"--(?:- (@include .*)|.*)$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex("\"[^\"\n]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex(@"^(?:@include .*\s*)+", RegexOptions.Multiline)]
    private static partial Regex Includes();

    [GeneratedRegex(@"\b(KEYS|ARGV)\b")]
    private static partial Regex Raw();
}
