namespace EasyCron.Cron.Tests;

/// <summary>What cron-parser 5.10.3 makes of malformed and borderline expressions, and what we make of them.</summary>
public sealed class RecordedInvalidTests
{
    private const string File = "cron-invalid.jsonl";

    /// <summary>cron-parser accepts these by accident and runs something nobody meant; refused here, with field and token.</summary>
    private static readonly Dictionary<string, (string Field, string Token)> Accidents = new()
    {
        // Further parts of a range are ignored: 1-2-3 runs as 1-2.
        ["*/5-10 * * * *"] = ("minute", "*/5-10"),
        ["1-2-3 * * * *"] = ("minute", "1-2-3"),
        ["1-5-10/2 * * * *"] = ("minute", "1-5-10/2"),

        // A wildcard is replaced as text: 5* runs as 50-59.
        ["5* * * * *"] = ("minute", "5*"),
        ["*-5 * * * *"] = ("minute", "*-5"),
        ["1* * * * *"] = ("minute", "1*"),
        ["0* * * * *"] = ("minute", "0*"),
        ["* 1* * * *"] = ("hour", "1*"),
        ["* 2* * * *"] = ("hour", "2*"),
        ["* * 3* * *"] = ("day of month", "3*"),
        ["* * 1* * *"] = ("day of month", "1*"),
        ["* * * 1* *"] = ("month", "1*"),

        // So is a name: JAN1 runs as 11.
        ["* * * JAN1 *"] = ("month", "JAN1"),
        ["* * * 1JAN *"] = ("month", "1JAN"),

        // Text before the L of a day of month is ignored, as is an L behind a range of weekdays; 9L is 9 modulo 7.
        ["* * 5L * *"] = ("day of month", "5L"),
        ["* * 31L * *"] = ("day of month", "31L"),
        ["* * 32L * *"] = ("day of month", "32L"),
        ["* * 0L * *"] = ("day of month", "0L"),
        ["* * *L * *"] = ("day of month", "*L"),
        ["* * * * 8L"] = ("day of week", "8L"),
        ["* * * * 9L"] = ("day of week", "9L"),
        ["* * * * 10L"] = ("day of week", "10L"),
        ["* * * * 99L"] = ("day of week", "99L"),
        ["* * * * 1-5L"] = ("day of week", "1-5L"),
        ["* * * * MON-FRIL"] = ("day of week", "MON-FRIL"),
        ["* * * * 1L-5L"] = ("day of week", "1L-5L"),
        ["* * * * 5L/2"] = ("day of week", "5L/2"),
        ["* * * * */2L"] = ("day of week", "*/2L"),
        ["* * * * *L"] = ("day of week", "*L"),
        ["* * * * ?L"] = ("day of week", "?L"),

        // The number behind # is read as JavaScript reads numbers.
        ["* * * * 5L#1"] = ("day of week", "5L#1"),
        ["* * * * 1#1.5"] = ("day of week", "1#1.5"),
        ["* * * * 1#05"] = ("day of week", "1#05"),

        // H is drawn anew at every run.
        ["H * * * *"] = ("minute", "H"),
        ["H/15 * * * *"] = ("minute", "H/15"),
        ["H(0-5) * * * *"] = ("minute", "H(0-5)"),
        ["H(0-100) * * * *"] = ("minute", "H(0-100)"),
        ["0 0 H * *"] = ("day of month", "H"),
        ["0 0 * H *"] = ("month", "H"),
        ["0 0 * * H"] = ("day of week", "H"),
        ["0 0 * * H#2"] = ("day of week", "H#2"),
    };

    [TestCaseSource(nameof(Accidental))]
    public void Refuses_what_cron_parser_accepts_by_accident(RecordedRow row)
    {
        var (field, token) = Accidents[row.Expression];
        Assert.That(CronExpression.TryParse(row.Expression, CronDialect.BullMq, out _, out var error), Is.False, row.ToString());
        Assert.That((error!.Field, error.Token), Is.EqualTo((field, token)), error.Message);
    }

    [TestCaseSource(nameof(Refused))]
    public void Refuses_what_cron_parser_refuses(RecordedRow row)
    {
        Assert.That(CronExpression.TryParse(row.Expression, CronDialect.BullMq, out _, out var error), Is.False, row.ToString());
        Assert.That(Excerpt.Of(row.Expression.AsSpan(error!.Position)), Does.StartWith(error.Token.TrimEnd('…')), error.Message);
    }

    [TestCaseSource(nameof(Accepted))]
    public void Runs_as_cron_parser_runs_what_it_accepts(RecordedRow row) =>
        Assert.That(row.Ours(row.Next.Length), Is.EqualTo(row.Next), row.ToString());

    [TestCaseSource(nameof(Never))]
    public void Finds_no_run_where_cron_parser_finds_none(RecordedRow row) =>
        Assert.That(CronExpression.Parse(row.Expression).NextAfter(default, NodaTime.DateTimeZone.Utc), Is.Null, row.ToString());

    [TestCaseSource(nameof(FewerFields))]
    public void The_strict_dialect_refuses_fewer_than_five_fields(RecordedRow row)
    {
        Assert.That(CronExpression.TryParse(row.Expression, out _, out var error), Is.False, row.ToString());
        Assert.That(error!.Field, Is.EqualTo(CronFormatException.WholeExpression), error.Message);
    }

    [Test]
    public void Every_row_is_a_case() => Assert.Multiple(() =>
    {
        Assert.That(RecordedRow.Load(File), Has.Count.EqualTo(348));
        Assert.That(Accidental().Count() + Refused().Count() + Accepted().Count() + Never().Count(), Is.EqualTo(348));
        Assert.That(Accidental().Count(), Is.EqualTo(Accidents.Count), "an accident is in no row");
        Assert.That(FewerFields().Count(), Is.EqualTo(11));
    });

    private static IEnumerable<TestCaseData> Accidental() =>
        RecordedRow.Cases(File, row => Accidents.ContainsKey(row.Expression));

    private static IEnumerable<TestCaseData> Refused() =>
        RecordedRow.Cases(File, row => row.Verdict is "reject" && !Accidents.ContainsKey(row.Expression));

    private static IEnumerable<TestCaseData> Accepted() =>
        RecordedRow.Cases(File, row => row.Verdict is "accept" && !Accidents.ContainsKey(row.Expression));

    private static IEnumerable<TestCaseData> Never() =>
        RecordedRow.Cases(File, row => row.Verdict is "never" && !Accidents.ContainsKey(row.Expression));

    private static IEnumerable<TestCaseData> FewerFields() => RecordedRow.Cases(
        File, row => row.Verdict is "accept" && row.Expression is not ['@', ..] && row.Expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length < 5);
}
