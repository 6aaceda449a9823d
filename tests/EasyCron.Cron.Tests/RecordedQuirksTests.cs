namespace EasyCron.Cron.Tests;

/// <summary>Where cron-parser 5.10.3 loses, repeats or misplaces runs at a change of the clock, this library keeps the rules.</summary>
public sealed class RecordedQuirksTests
{
    private const string File = "cron-quirks.jsonl";

    [TestCaseSource(nameof(Quirks))]
    public void Keeps_the_rules_where_cron_parser_does_not(RecordedRow row) => Assert.Multiple(() =>
    {
        Assert.That(row.Ours(row.Clean.Length), Is.EqualTo(row.Clean), row.ToString());
        Assert.That(row.Clean, Is.Not.EqualTo(row.Next), "the row is no quirk");
    });

    [Test]
    public void Every_row_is_a_case() => Assert.Multiple(() =>
    {
        Assert.That(Quirks().Count(), Is.EqualTo(242));
        Assert.That(RecordedRow.Load(File).Select(row => row.Clean.Length), Is.All.EqualTo(5));
    });

    private static IEnumerable<TestCaseData> Quirks() => RecordedRow.Cases(File, _ => true);
}
