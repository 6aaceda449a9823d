using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class SchedulePlannerTests
{
    private readonly SchedulePlanner _planner = new();

    [TestCase("cron", null, "30 6 * * 1-5", "30 6 * * 1-5")]
    [TestCase("CRON ", "daily", "30 6 * * 1-5", "30 6 * * 1-5")]
    [TestCase("cron", null, "  0   0 9 * *  * ", "0 0 9 * * *")]
    [TestCase("cron", null, "@weekdays", "0 0 * * 1-5")]
    [TestCase("preset", "daily", null, "0 0 * * *")]
    [TestCase("Preset", "Every 5 minutes", "0 1 1 1 *", "*/5 * * * *")]
    [TestCase("preset", "15 3 * * *", null, "15 3 * * *")]
    [TestCase("preset", null, "15 3 * * *", "15 3 * * *")]
    [TestCase("preset", "  ", "15 3 * * *", "15 3 * * *")]
    public void A_row_is_read_by_its_mode(string mode, string? preset, string? cron, string pattern)
    {
        var plan = _planner.Plan(Rows.Plain with { ScheduleMode = mode, SchedulePreset = preset, CronExpression = cron });

        Assert.That((plan as SchedulePlan.Recurring)?.Timetable.Pattern, Is.EqualTo(pattern), plan.ToString());
    }

    [TestCase(null, null)]
    [TestCase("", " ")]
    public void A_preset_job_without_preset_and_expression_is_manual(string? preset, string? cron) => Assert.That(
        _planner.Plan(Rows.Plain with { ScheduleMode = "preset", SchedulePreset = preset, CronExpression = cron }), Is.EqualTo(new SchedulePlan.Manual()));

    [TestCase("europe/berlin", "Europe/Berlin")]
    [TestCase("US/Eastern", "US/Eastern")]
    [TestCase("utc", "UTC")]
    [TestCase("UTC+2", "UTC+02")]
    public void A_zone_is_found_in_any_case_and_stored_in_IANA_s_spelling(string zone, string stored)
    {
        var plan = _planner.Plan(Rows.Plain with { Timezone = zone });

        Assert.That(((SchedulePlan.Recurring)plan).Timetable.ToSchedule().TimeZone, Is.EqualTo(stored));
    }

    [TestCase("cron", null, null, "cronExpression is empty")]
    [TestCase("cron", null, "   ", "cronExpression is empty")]
    [TestCase("cron", "daily", "", "cronExpression is empty")]
    [TestCase("cron", null, "* * * *", "too few fields")]
    [TestCase("cron", null, "* * * * * * *", "too many fields")]
    [TestCase("cron", null, "61 * * * *", "minute")]
    [TestCase("cron", null, "daily", "too few fields")]
    [TestCase("cron", null, "0 0 31 2 *", "day of month")]
    [TestCase("cron", null, "0 0 31 4,6 *", "never comes")]
    [TestCase("cron", null, "H * * * *", "minute")]
    [TestCase("preset", "fortnightly", null, "schedulePreset is \"fortnightly\"")]
    [TestCase("preset", "fortnightly", "0 0 * * *", "schedulePreset is \"fortnightly\"")]
    [TestCase("interval", null, "* * * * *", "scheduleMode is \"interval\"")]
    [TestCase("", null, "* * * * *", "scheduleMode is \"\"")]
    public void What_is_not_understood_is_quarantined_with_the_column_that_is_at_fault(string mode, string? preset, string? cron, string reason)
    {
        var plan = _planner.Plan(Rows.Plain with { ScheduleMode = mode, SchedulePreset = preset, CronExpression = cron });

        Assert.That((plan as SchedulePlan.Quarantined)?.Reason, Does.Contain(reason));
    }

    [TestCase("")]
    [TestCase("Mars/Olympus")]
    [TestCase("+02:00")]
    public void An_unknown_zone_is_quarantined_and_never_taken_for_UTC(string zone) => Assert.That(
        (_planner.Plan(Rows.Plain with { Timezone = zone }) as SchedulePlan.Quarantined)?.Reason, Does.Contain($"timezone is \"{zone}\""));

    [Test]
    public void An_end_before_the_start_is_quarantined()
    {
        var plan = _planner.Plan(Rows.Plain with { StartAt = Rows.At("2026-05-01T00:00:00Z").ToDateTimeOffset(), EndAt = Rows.At("2026-04-30T23:59:59.999Z").ToDateTimeOffset() });

        Assert.That((plan as SchedulePlan.Quarantined)?.Reason, Does.Contain("endAt 2026-04-30").And.Contains("before startAt 2026-05-01"));
    }

    [Test]
    public void A_million_characters_are_refused_in_a_short_message([Values("cron", "preset")] string mode)
    {
        var text = string.Concat(Enumerable.Repeat("* ", 500_000));
        var plan = _planner.Plan(Rows.Plain with { ScheduleMode = mode, SchedulePreset = text, CronExpression = text, Timezone = text });

        Assert.That((plan as SchedulePlan.Quarantined)?.Reason, Has.Length.InRange(20, 600));
    }

    [Test]
    public void No_text_makes_it_throw([Values("cron", "preset")] string mode)
    {
        var random = new Random(5);
        const string Signs = "0123456789*/,-? LW#@Hmon \t\n\0é☃";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => Signs[random.Next(Signs.Length)]));
            Assert.That(() => _planner.Plan(Rows.Plain with { ScheduleMode = mode, SchedulePreset = text, CronExpression = text }), Throws.Nothing, text);
        }
    }

    [Test]
    public void Start_and_end_are_stored_so_that_both_belong_to_the_schedule()
    {
        var schedule = Rows.Timetable("* * * * *", startAt: "2026-05-01T10:00:00Z", endAt: "2026-05-01T10:02:00Z").ToSchedule();

        Assert.That(schedule.StartDate, Is.EqualTo(Rows.At("2026-05-01T09:59:59.999Z").ToDateTimeOffset()), "BullMQ leaves out a match at the start itself");
        Assert.That(schedule.EndDate, Is.EqualTo(Rows.At("2026-05-01T10:02:00Z").ToDateTimeOffset()));
    }

    [Test]
    public void Jobs_of_one_expression_share_it()
    {
        var one = (SchedulePlan.Recurring)_planner.Plan(Rows.Plain);
        var other = (SchedulePlan.Recurring)_planner.Plan(Rows.Plain with { Id = "job2" });

        Assert.That(other.Timetable.Expression, Is.SameAs(one.Timetable.Expression));
    }

    [Test]
    public void A_job_without_an_id_is_quarantined() =>
        Assert.That(_planner.Plan(Rows.Plain with { Id = "" }), Is.InstanceOf<SchedulePlan.Quarantined>());
}
