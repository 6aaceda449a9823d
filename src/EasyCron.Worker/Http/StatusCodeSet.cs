using System.Globalization;
using System.Text.Json;

namespace EasyCron.Worker.Http;

/// <summary>A set of HTTP status codes as a person writes it: <c>[200, "204", "5xx", "400-499"]</c>.</summary>
internal sealed class StatusCodeSet
{
    private readonly IReadOnlyList<(int First, int Last)> _ranges;

    private StatusCodeSet(IReadOnlyList<(int First, int Last)> ranges) => _ranges = ranges;

    /// <summary>The set of a column that is not set.</summary>
    public static StatusCodeSet Empty { get; } = new([]);

    /// <summary>Whether nothing is in it: the column was NULL, JSON null or <c>[]</c>.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Reads a column: a list of codes, classes and ranges, or a single one without a list.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The raw JSON text; null for SQL NULL.</param>
    /// <param name="faults">Takes one fault for each entry that is no code from 100 to 999.</param>
    /// <returns>The set.</returns>
    public static StatusCodeSet ReadColumn(string column, string? text, ICollection<FieldFault> faults)
    {
        if (JsonColumn.Read(column, text, faults) is not { } json)
        {
            return Empty;
        }

        var ranges = new List<(int First, int Last)>();
        if (json.ValueKind != JsonValueKind.Array)
        {
            Add(column, json, ranges, faults);
            return new StatusCodeSet(ranges);
        }

        int index = 0;
        foreach (var entry in json.EnumerateArray())
        {
            Add($"{column}[{index++}]", entry, ranges, faults);
        }

        return new StatusCodeSet(ranges);
    }

    /// <summary>Says whether a code is in the set.</summary>
    /// <param name="code">The code.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(int code) => _ranges.Any(range => code >= range.First && code <= range.Last);

    private static void Add(string field, JsonElement entry, List<(int First, int Last)> ranges, ICollection<FieldFault> faults)
    {
        string? text = entry.ValueKind is JsonValueKind.String or JsonValueKind.Number ? JsonColumn.Text(entry)?.Trim() : null;
        if (text is not null && Range(text) is { } range)
        {
            ranges.Add(range);
        }
        else
        {
            string found = text is null ? JsonColumn.KindOf(entry) : HttpToken.Quote(text);
            faults.Add(new FieldFault(field, $"is {found}; a code such as 200, a class such as \"5xx\" or a range such as \"400-499\" is allowed"));
        }
    }

    private static (int First, int Last)? Range(string text)
    {
        if (text is [>= '1' and <= '9', 'x' or 'X', 'x' or 'X'])
        {
            int hundred = (text[0] - '0') * 100;
            return (hundred, hundred + 99);
        }

        string[] ends = text.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length <= 2 && Code(ends[0]) is { } first && Code(ends[^1]) is { } last && first <= last ? (first, last) : null;
    }

    private static int? Code(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is >= 100 and <= 999 ? code : null;
}
