namespace EasyCron.Cron.Tests;

/// <summary>cron-parser 5.10.3 and this library agree on every row of cron-vectors.jsonl.</summary>
public sealed class RecordedVectorsTests
{
    private const string File = "cron-vectors.jsonl";

    [TestCaseSource(nameof(Matching))]
    public void Finds_the_runs_that_cron_parser_finds(RecordedRow row) =>
        Assert.That(row.Ours(row.Next.Length), Is.EqualTo(row.Next), row.ToString());

    [TestCaseSource(nameof(Refused))]
    public void Refuses_what_cron_parser_refuses(RecordedRow row) =>
        Assert.That(CronExpression.TryParse(row.Expression, CronDialect.BullMq, out _, out _), Is.False, row.ToString());

    [TestCaseSource(nameof(Never))]
    public void Finds_no_run_of_a_date_that_never_comes(RecordedRow row) =>
        Assert.That(row.Ours(1), Is.Empty, row.ToString());

    [Test]
    public void Every_row_is_a_case() => Assert.Multiple(() =>
    {
        Assert.That(RecordedRow.Load(File), Has.Count.EqualTo(1462));
        Assert.That(Matching().Count() + Refused().Count() + Never().Count(), Is.EqualTo(1462));
        Assert.That(RecordedRow.Load(File).Where(row => row.Stage is null).Select(row => row.Next.Length), Is.All.EqualTo(5));
    });

    private static IEnumerable<TestCaseData> Matching() => RecordedRow.Cases(File, row => row.Stage is null);

    private static IEnumerable<TestCaseData> Refused() => RecordedRow.Cases(File, row => row.Stage is "parse");

    private static IEnumerable<TestCaseData> Never() => RecordedRow.Cases(File, row => row.Stage is "never");
}
