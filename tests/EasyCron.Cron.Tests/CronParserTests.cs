namespace EasyCron.Cron.Tests;

public sealed class CronParserTests
{
    [TestCase("60 * * * *", "minute", "60", 0, "out of range; allowed are 0-59")]
    [TestCase("60 * * * * *", "second", "60", 0, "out of range; allowed are 0-59")]
    [TestCase("0 24 * * *", "hour", "24", 2, "out of range; allowed are 0-23")]
    [TestCase("0 0 32 * *", "day of month", "32", 4, "out of range; allowed are 1-31")]
    [TestCase("0 0 0 * *", "day of month", "0", 4, "out of range; allowed are 1-31")]
    [TestCase("0 0 * 13 *", "month", "13", 6, "out of range; allowed are 1-12 or JAN-DEC")]
    [TestCase("0 0 * SUN *", "month", "SUN", 6, "out of range; allowed are 1-12 or JAN-DEC")]
    [TestCase("0 0 * * 8", "day of week", "8", 8, "out of range; allowed are 0-7 or SUN-SAT")]
    [TestCase("0 0 * * DEC", "day of week", "DEC", 8, "out of range; allowed are 0-7 or SUN-SAT")]
    [TestCase("99999999999999999999 * * * *", "minute", "99999999999999999999", 0, "out of range")]
    [TestCase("4294967301 * * * *", "minute", "4294967301", 0, "out of range")]
    [TestCase("5-60 * * * *", "minute", "5-60", 0, "out of range")]
    [TestCase("5-4 * * * *", "minute", "5-4", 0, "runs backwards")]
    [TestCase("0 22-2 * * *", "hour", "22-2", 2, "runs backwards")]
    [TestCase("0 0 * * SAT-SUN", "day of week", "SAT-SUN", 8, "runs backwards")]
    [TestCase("*/0 * * * *", "minute", "*/0", 0, "step")]
    [TestCase("*/-5 * * * *", "minute", "*/-5", 0, "step")]
    [TestCase("*/1.5 * * * *", "minute", "*/1.5", 0, "step")]
    [TestCase("1-5/ * * * *", "minute", "1-5/", 0, "step")]
    [TestCase("*/5/5 * * * *", "minute", "*/5/5", 0, "step")]
    [TestCase("/5 * * * *", "minute", "/5", 0, "not understood")]
    [TestCase("-5 * * * *", "minute", "-5", 0, "not understood")]
    [TestCase("+5 * * * *", "minute", "+5", 0, "not understood")]
    [TestCase("1,,2 * * * *", "minute", "1,,2", 0, "empty list item")]
    [TestCase("1, * * * *", "minute", "1,", 0, "empty list item")]
    [TestCase("7,5,5 * * * *", "minute", "5", 4, "repeats")]
    [TestCase("1-5,3 * * * *", "minute", "3", 4, "repeats")]
    [TestCase("*/5,*/7 * * * *", "minute", "*/7", 4, "repeats")]
    [TestCase("0 0 L,1,L * *", "day of month", "L", 8, "repeats")]
    [TestCase("0 0 * * 0,7", "day of week", "7", 10, "repeats")]
    [TestCase("0 0 * * 0L,SUNL", "day of week", "SUNL", 11, "repeats")]
    [TestCase("0 0 * * 0L,7L", "day of week", "7L", 11, "repeats")]
    [TestCase("0 0 * JANUARY *", "month", "JANUARY", 6, "not understood; allowed are 1-12 or JAN-DEC")]
    [TestCase("0 MON * * *", "hour", "MON", 2, "not understood; allowed are 0-23")]
    [TestCase("0 0 l * *", "day of month", "l", 4, "not understood; allowed are 1-31, and L for the last day")]
    [TestCase("0 0 L-3 * *", "day of month", "L-3", 4, "not understood")]
    [TestCase("0 0 15W * *", "day of month", "15W", 4, "nearest weekday (W)")]
    [TestCase("0 0 LW * *", "day of month", "LW", 4, "nearest weekday (W)")]
    [TestCase("0 0 * * L", "day of week", "L", 8, "5L for the last Friday")]
    [TestCase("0 0 * * 1,L", "day of week", "L", 10, "5L for the last Friday")]
    [TestCase("0 0 * * 5l", "day of week", "5l", 8, "5L for the last Friday")]
    [TestCase("0 0 * * DECL", "day of week", "DECL", 8, "5L for the last Friday")]
    [TestCase("0 0 * * 05L", "day of week", "05L", 8, "5L for the last Friday")]
    [TestCase("0 0 * * 5#6", "day of week", "5#6", 8, "number from 1 to 5")]
    [TestCase("0 0 * * 5#0", "day of week", "5#0", 8, "number from 1 to 5")]
    [TestCase("0 0 * * 5#", "day of week", "5#", 8, "number from 1 to 5")]
    [TestCase("0 0 * * 1,5#3", "day of week", "1,5#3", 8, "not understood")]
    [TestCase("0 0 * * 1-5#3", "day of week", "1-5#3", 8, "not understood")]
    [TestCase("0 0 * * 5#3,1", "day of week", "5#3,1", 8, "number from 1 to 5")]
    [TestCase("0 0 * * 8#1", "day of week", "8#1", 8, "out of range")]
    [TestCase("0 0 * * #1", "day of week", "#1", 8, "not understood")]
    [TestCase("0\u0085 0 * * *", "minute", "0\uFFFD", 0, "not understood")]
    [TestCase("5,H * * * *", "minute", "H", 2, "hashed value (H)")]
    [TestCase("0 0 * * H#2", "day of week", "H#2", 8, "hashed value (H)")]
    [TestCase("0 0 31 2 *", "day of month", "31", 4, "never comes; month 2 has at most 29 days")]
    [TestCase("0 0 31 APR ?", "day of month", "31", 4, "never comes; month 4 has at most 30 days")]
    [TestCase("0 0 0 30,31 2-2 *", "day of month", "30,31", 6, "never comes")]
    [TestCase("", "expression", "", 0, "is empty; allowed are 5 fields")]
    [TestCase(" \t ", "expression", " \uFFFD ", 0, "is empty; allowed are 5 fields")]
    [TestCase("0 0 * *", "expression", "0 0 * *", 0, "has too few fields (4); allowed are 5 fields")]
    [TestCase("0 0 0 1 1 * 2026", "expression", "0 0 0 1 1 * 2026", 0, "too many fields; allowed are 5 fields (minute, hour, day of month, month, day of week) or 6 with seconds first, and there is no field for the year")]
    [TestCase("@reboot", "expression", "@reboot", 0, "is not a shorthand; allowed are @yearly")]
    [TestCase("@Daily", "expression", "@Daily", 0, "in lower case")]
    [TestCase(" @daily", "expression", " @daily", 0, "nothing around them")]
    public void Refuses_and_names_field_token_place_and_reason(string text, string field, string token, int position, string reason)
    {
        Assert.That(CronExpression.TryParse(text, out var expression, out var error), Is.False);
        Assert.That(expression, Is.Null);
        Assert.That((error!.Field, error.Token, error.Position), Is.EqualTo((field, token, position)), error.Message);
        Assert.That(error.Message, Does.StartWith($"Cron {field}: \"{token}\" ").And.Contain(reason));
        Assert.That(() => CronExpression.Parse(text), Throws.TypeOf<CronFormatException>().With.Message.EqualTo(error.Message));
    }

    [TestCase("* * * * *", "0 * * * * *")]
    [TestCase("? ? ? ? ?", "* * * * *")]
    [TestCase("*/15 * * * *", "0,15,30,45 * * * *")]
    [TestCase("45,0,30,15 * * * *", "0,15,30,45 * * * *")]
    [TestCase("*/45 * * * *", "0,45 * * * *")]
    [TestCase("*/100 * * * *", "0 * * * *")]
    [TestCase("*/99999999999999999999 * * * *", "0 * * * *")]
    [TestCase("*/4294967301 * * * *", "0 * * * *")]
    [TestCase("50/3 * * * *", "50,53,56,59 * * * *")]
    [TestCase("10-20/5 * * * *", "10,15,20 * * * *")]
    [TestCase("5-5/3 * * * *", "5 * * * *")]
    [TestCase("00000000000000000000000000005 007 * * *", "5 7 * * *")]
    [TestCase("0 0 1 jan,FeB,Mar *", "0 0 1 1-3 *")]
    [TestCase("0 0 1 JAN-MAY/2 *", "0 0 1 1,3,5 *")]
    [TestCase("0 0 1 NOV/1 *", "0 0 1 11,12 *")]
    [TestCase("0 0 * * mon-FRI", "0 0 * * 1-5")]
    [TestCase("0 0 * * FRI-7", "0 0 * * 0,5,6")]
    [TestCase("0 0 * * 1/2", "0 0 * * 0,1,3,5")]
    [TestCase("0 0 * * 6/1", "0 0 * * 0,6")]
    [TestCase("0 0 * * */2", "0 0 * * 0,2,4,6")]
    [TestCase("0 0 * * */7", "0 0 * * 0")]
    [TestCase("0 0 * * 0-7", "0 0 * * 0-6")]
    [TestCase("0 0 * * FRIL", "0 0 * * 5L")]
    [TestCase("0 0 * * friL", "0 0 * * 5L")]
    [TestCase("0 0 * * 7L", "0 0 * * 0L")]
    [TestCase("0 0 * * MON#2", "0 0 * * 1#2")]
    [TestCase("0 0 * * 7#1", "0 0 * * 0#1")]
    [TestCase("0 0 * * ?#1", "0 0 * * *#1")]
    [TestCase("0 0 L,15 * *", "0 0 15,L * *")]
    [TestCase("0 0 * * JAN", "0 0 * * MON")]
    [TestCase("0 0 * * JUL", "0 0 * * SUN")]
    [TestCase("0 0 1 MON *", "0 0 1 JAN *")]
    [TestCase(" \t0  0\u00a0*\u3000*\r\n*\ufeff", "0 0 * * *")]
    [TestCase("@yearly", "0 0 1 1 *")]
    [TestCase("@annually", "0 0 1 1 *")]
    [TestCase("@monthly", "0 0 1 * *")]
    [TestCase("@weekly", "0 0 * * 0")]
    [TestCase("@daily", "0 0 * * *")]
    [TestCase("@hourly", "0 * * * *")]
    [TestCase("@minutely", "* * * * *")]
    [TestCase("@secondly", "* * * * * *")]
    [TestCase("@weekdays", "0 0 * * 1-5")]
    [TestCase("@weekends", "0 0 * * 0,6")]
    public void Reads_both_spellings_as_one(string text, string same) =>
        Assert.That(CronExpression.Parse(text), Is.EqualTo(CronExpression.Parse(same)));

    [TestCase("* * * * *", "* * * * * *")]
    [TestCase("0 0 1 * 1", "0 0 1 * *")]
    [TestCase("0 0 1-31 * 1", "0 0 * * 1")]
    [TestCase("0 0 1 * 0-6", "0 0 1 * *")]
    [TestCase("0 0 * * 5L", "0 0 * * 5")]
    [TestCase("0 0 * * 5#1", "0 0 * * 5")]
    [TestCase("0 0 15,L * *", "0 0 15 * *")]
    [TestCase("0 0 * 1 *", "0 0 * 2 *")]
    public void Reads_different_meanings_as_different(string text, string other) =>
        Assert.That(CronExpression.Parse(text), Is.Not.EqualTo(CronExpression.Parse(other)));

    [TestCase("", "* * * * *")]
    [TestCase("5", "* * * * 5")]
    [TestCase("6 5", "* * * 6 5")]
    [TestCase("3 * *", "* * 3 * *")]
    [TestCase("8 * * *", "* 8 * * *")]
    public void The_BullMq_dialect_fills_missing_fields_from_the_left(string text, string same) => Assert.Multiple(() =>
    {
        Assert.That(CronExpression.Parse(text, CronDialect.BullMq), Is.EqualTo(CronExpression.Parse(same)));
        Assert.That(CronExpression.TryParse(text, out _, out _), Is.False);
    });

    [TestCase("   ")]
    [TestCase("@reboot")]
    [TestCase("0 0 0 1 1 * 2026")]
    [TestCase("32 * *")]
    [TestCase(null)]
    public void The_BullMq_dialect_refuses_what_cron_parser_refuses(string? text) =>
        Assert.That(CronExpression.TryParse(text, CronDialect.BullMq, out _, out _), Is.False);

    [Test]
    public void Reads_1024_characters_and_no_more()
    {
        var longest = "*" + new string(' ', 1016) + "* * * *";
        Assert.That(CronExpression.TryParse(longest, out _, out _), Is.True);
        Assert.That(CronExpression.TryParse(longest + " ", out _, out var error), Is.False);
        Assert.That(error!.Message, Does.Contain("has 1025 characters; allowed are at most 1024"));
    }

    [TestCase("* * * * ")]
    [TestCase("@daily")]
    [TestCase(" ")]
    public void A_million_characters_cost_next_to_nothing_and_are_not_repeated(string start)
    {
        var text = start + new string('1', 1_000_000);
        Assert.That(CronExpression.TryParse("warm up", out _, out _), Is.False);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(CronExpression.TryParse(text, out _, out var error), Is.False);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16_384));
        Assert.That(error!.Message, Has.Length.LessThan(200));
        Assert.That(error.Token, Has.Length.EqualTo(41).And.EndsWith("…"));
    }

    [Test]
    public void A_message_holds_no_invisible_characters()
    {
        Assert.That(CronExpression.TryParse("1\u001b[2J\u202e * * * *", out _, out var error), Is.False);
        Assert.That(error!.Token, Is.EqualTo("1\uFFFD[2J\uFFFD"));
        Assert.That(error.Message, Does.Not.Contain("\u001b").And.Not.Contain("\u202e"));
    }
}
