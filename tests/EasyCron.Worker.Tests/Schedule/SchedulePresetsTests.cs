using EasyCron.Cron;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class SchedulePresetsTests
{
    [TestCase("every-minute", "* * * * *")]
    [TestCase("minutely", "* * * * *")]
    [TestCase("every-5-minutes", "*/5 * * * *")]
    [TestCase("every_10_minutes", "*/10 * * * *")]
    [TestCase("Every 15 Minutes", "*/15 * * * *")]
    [TestCase("EVERY30MINUTES", "*/30 * * * *")]
    [TestCase("hourly", "0 * * * *")]
    [TestCase("every-2-hours", "0 */2 * * *")]
    [TestCase("every-3-hours", "0 */3 * * *")]
    [TestCase("every-6-hours", "0 */6 * * *")]
    [TestCase("every-12-hours", "0 */12 * * *")]
    [TestCase("daily", "0 0 * * *")]
    [TestCase("daily-3am", "0 3 * * *")]
    [TestCase("business-hours", "0 9-17 * * 1-5")]
    [TestCase("weekdays", "0 9 * * 1-5")]
    [TestCase("weekdays-9am", "0 9 * * 1-5")]
    [TestCase(" Weekly ", "0 0 * * 0")]
    [TestCase("monthly", "0 0 1 * *")]
    [TestCase("yearly", "0 0 1 1 *")]
    [TestCase("@daily", "0 0 * * *")]
    [TestCase("@Weekdays", "0 0 * * 1-5")]
    [TestCase("@secondly", "* * * * * *")]
    public void A_preset_stands_for_fields(string name, string fields)
    {
        Assert.That(SchedulePresets.Find(name), Is.EqualTo(fields));
        Assert.That(CronExpression.TryParse(fields, out _, out _), Is.True);
    }

    [TestCase("")]
    [TestCase("fortnightly")]
    [TestCase("@reboot")]
    [TestCase("*/5 * * * *")]
    public void Anything_else_is_no_preset(string name) => Assert.That(SchedulePresets.Find(name), Is.Null);

    [Test]
    public void A_million_characters_are_no_preset() => Assert.That(SchedulePresets.Find(new string('-', 1_000_000)), Is.Null);

    [TestCase("@secondly")]
    [TestCase("@minutely")]
    [TestCase("@hourly")]
    [TestCase("@daily")]
    [TestCase("@weekly")]
    [TestCase("@weekdays")]
    [TestCase("@weekends")]
    [TestCase("@monthly")]
    [TestCase("@yearly")]
    [TestCase("@annually")]
    public void A_shorthand_is_written_out_as_what_it_means(string shorthand)
    {
        var fields = SchedulePresets.WriteOut(shorthand);

        Assert.That(fields, Does.Not.StartWith("@"));
        Assert.That(CronExpression.Parse(fields), Is.EqualTo(CronExpression.Parse(shorthand)));
    }
}
