using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace EasyCron.Cron.Tests;

/// <summary>One row of a file in Cases: an expression and what Node's cron-parser answered.</summary>
public sealed record RecordedRow
{
    [JsonPropertyName("expr")]
    public required string Expression { get; init; }

    [JsonPropertyName("tz")]
    public string Zone { get; init; } = "UTC";

    [JsonPropertyName("from")]
    public string? FromText { get; init; }

    /// <summary>The runs of cron-parser 5.10.3, each found by a fresh search from the one before.</summary>
    [JsonPropertyName("next")]
    public string[] Next { get; init; } = [];

    /// <summary>The runs by the rules in CronSearch, where cron-parser deviates from its own.</summary>
    [JsonPropertyName("clean")]
    public string[] Clean { get; init; } = [];

    [JsonPropertyName("class")]
    public string Class { get; init; } = "";

    /// <summary>Null, <c>parse</c> (refused) or <c>never</c> (no match).</summary>
    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    /// <summary>cron-parser 5.10.3's verdict: <c>accept</c>, <c>reject</c> or <c>never</c>.</summary>
    [JsonPropertyName("v5")]
    public string? Verdict { get; init; }

    [JsonIgnore]
    public int Line { get; init; }

    public Instant From => Instants.Parse(FromText!);

    public static IEnumerable<TestCaseData> Cases(string file, Func<RecordedRow, bool> wanted) =>
        Load(file).Where(wanted).Select(row => new TestCaseData(row).SetArgDisplayNames(
            string.Create(CultureInfo.InvariantCulture, $"line {row.Line}"), JsonSerializer.Serialize(row.Expression[..Math.Min(row.Expression.Length, 60)])));

    public static IReadOnlyList<RecordedRow> Load(string file)
    {
        using var stream = typeof(RecordedRow).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        var rows = new List<RecordedRow>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(JsonSerializer.Deserialize<RecordedRow>(line)! with { Line = rows.Count + 1 });
        }

        return rows;
    }

    /// <summary>What our search answers where the row holds <paramref name="count"/> instants, spelled as the row spells them.</summary>
    public string[] Ours(int count)
    {
        var pattern = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");
        return [.. CronExpression.Parse(Expression, CronDialect.BullMq)
            .OccurrencesAfter(From, CronTimeZone.Get(Zone)).Take(count).Select(pattern.Format)];
    }

    public override string ToString() => $"line {Line}: {JsonSerializer.Serialize(Expression)} in {Zone} from {FromText}";
}
