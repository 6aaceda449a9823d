using System.Globalization;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Tests.Runs;

[Parallelizable(ParallelScope.All)]
public class AdmissionTests
{
    private const string Weekdays = "[true,true,true,true,true,false,false]";
    private const string Never = "[false,false,false,false,false,false,false]";
    private const string Hours = "outside allowed hours";
    private const string Day = "day not allowed";

    // 2026-03-02 is a Monday.
    [TestCase(null, null, null, "2026-03-01T03:00Z", null)]
    [TestCase(Weekdays, null, null, "2026-03-06T23:59Z", null)]
    [TestCase(Weekdays, null, null, "2026-03-07T00:00Z", Day)]
    [TestCase(Weekdays, null, null, "2026-03-08T23:59Z", Day)]
    [TestCase(Weekdays, null, null, "2026-03-09T00:00Z", null)]
    [TestCase(Never, null, null, "2026-03-02T12:00Z", Day)]
    [TestCase("[]", null, null, "2026-03-07T12:00Z", null, Description = "wrong length is ignored")]
    [TestCase("[true]", null, null, "2026-03-07T12:00Z", null)]
    [TestCase("\"weekdays\"", null, null, "2026-03-07T12:00Z", null)]
    [TestCase("[1,1,1,1,1,0,0]", null, null, "2026-03-07T12:00Z", null)]
    [TestCase("null", null, null, "2026-03-07T12:00Z", null)]
    [TestCase(null, "09:00", "17:00", "2026-03-02T08:59:59Z", Hours)]
    [TestCase(null, "09:00", "17:00", "2026-03-02T09:00Z", null)]
    [TestCase(null, "09:00", "17:00", "2026-03-02T17:00Z", null, Description = "the last minute belongs to it")]
    [TestCase(null, "09:00", "17:00", "2026-03-02T17:00:59.999Z", null)]
    [TestCase(null, "09:00", "17:00", "2026-03-02T17:01Z", Hours)]
    [TestCase(null, "9:00", "17:00", "2026-03-02T09:00Z", null)]
    [TestCase(null, "09:00", "09:00", "2026-03-02T23:00Z", null, Description = "equal is the whole day")]
    [TestCase(null, "09:00", null, "2026-03-02T23:59Z", null)]
    [TestCase(null, "09:00", null, "2026-03-02T08:00Z", Hours)]
    [TestCase(null, null, "17:00", "2026-03-02T00:00Z", null)]
    [TestCase(null, null, "17:00", "2026-03-02T17:01Z", Hours)]
    [TestCase(null, "25:00", "17:00", "2026-03-02T03:00Z", null, Description = "a text that is no time is an open side")]
    [TestCase(null, "nine", "five", "2026-03-02T03:00Z", null)]
    [TestCase(null, "22:00", "06:00", "2026-03-02T21:59Z", Hours)]
    [TestCase(null, "22:00", "06:00", "2026-03-02T22:00Z", null)]
    [TestCase(null, "22:00", "06:00", "2026-03-03T06:00Z", null)]
    [TestCase(null, "22:00", "06:00", "2026-03-03T06:01Z", Hours)]
    [TestCase(Weekdays, "22:00", "06:00", "2026-03-07T05:00Z", null, Description = "Friday's night")]
    [TestCase(Weekdays, "22:00", "06:00", "2026-03-09T05:00Z", Day, Description = "Sunday's night")]
    [TestCase(Weekdays, "22:00", "06:00", "2026-03-07T23:00Z", Day)]
    [TestCase("[true,false,false,false,false,false,false]", "00:00", "06:00", "2026-03-02T00:00Z", null)]
    public void D08_days_and_hours_are_judged_in_the_jobs_zone(string? days, string? start, string? end, string at, string? expected) =>
        Assert.That(Judge(Window(days, start, end), at, "UTC"), Is.EqualTo(expected));

    [TestCase("America/New_York", "2026-03-02T13:59Z", Hours, Description = "08:59 in winter")]
    [TestCase("America/New_York", "2026-03-02T14:00Z", null)]
    [TestCase("America/New_York", "2026-03-09T13:00Z", null, Description = "09:00 in summer")]
    [TestCase("America/New_York", "2026-03-09T21:01Z", Hours)]
    [TestCase("Asia/Kolkata", "2026-03-02T03:30Z", null, Description = "09:00")]
    [TestCase("Asia/Kolkata", "2026-03-02T03:29Z", Hours)]
    [TestCase("Australia/Lord_Howe", "2026-03-01T22:00Z", null, Description = "Monday 09:00 there, Sunday in UTC")]
    public void D08_the_zones_rules_for_summer_time_hold(string zone, string at, string? expected) =>
        Assert.That(Judge(Window(Weekdays, "09:00", "17:00"), at, zone), Is.EqualTo(expected));

    [TestCase("2026-03-08T06:59Z", null, Description = "01:59 before the gap")]
    [TestCase("2026-03-08T07:00Z", Hours, Description = "03:00 after it; 02:xx does not exist")]
    [TestCase("2026-11-01T05:30Z", null, Description = "01:30 the first time")]
    [TestCase("2026-11-01T06:30Z", null, Description = "01:30 the second time")]
    public void D08_hours_inside_a_change_of_clocks(string at, string? expected) =>
        Assert.That(Judge(Window(null, "01:00", "02:30"), at, "America/New_York"), Is.EqualTo(expected));

    [TestCase("2026-03-02T08:59:59.999Z", "before start")]
    [TestCase("2026-03-02T09:00Z", null)]
    [TestCase("2026-03-03T09:00Z", null)]
    [TestCase("2026-03-03T09:00:00.001Z", "after end")]
    public void D06_start_and_end_belong_to_the_time_a_job_runs(string at, string? expected)
    {
        var window = new RunWindow { StartAt = Time("2026-03-02T09:00Z"), EndAt = Time("2026-03-03T09:00Z") };

        Assert.That(Judge(window, at, "UTC"), Is.EqualTo(expected));
    }

    [TestCase(nameof(RunTrigger.Schedule), false, false, "disabled")]
    [TestCase(nameof(RunTrigger.CatchUp), false, false, "disabled")]
    [TestCase(nameof(RunTrigger.Deploy), false, false, "disabled")]
    [TestCase(nameof(RunTrigger.Manual), false, false, Hours)]
    [TestCase(nameof(RunTrigger.Manual), false, true, null)]
    [TestCase(nameof(RunTrigger.Manual), true, true, null)]
    [TestCase(nameof(RunTrigger.Schedule), true, false, Hours)]
    [TestCase(nameof(RunTrigger.CatchUp), true, false, Hours)]
    [TestCase(nameof(RunTrigger.Deploy), true, false, null)]
    public void D10_who_asks_decides_what_is_obeyed(string trigger, bool enabled, bool force, string? expected) => Assert.That(
        Admission.Judge(Window(null, "09:00", "17:00"), enabled, Enum.Parse<RunTrigger>(trigger), force, Time("2026-03-02T03:00Z"))?.Text(),
        Is.EqualTo(expected));

    [Test]
    public void D10_force_overrides_start_and_end_too() => Assert.That(
        Admission.Judge(new RunWindow { EndAt = Time("2026-03-01T00:00Z") }, true, RunTrigger.Manual, force: true, Time("2026-03-02T03:00Z")),
        Is.Null);

    [Test]
    public void D05_an_unknown_zone_is_never_taken_for_UTC()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Judge(Window(null, "09:00", "17:00"), "2026-03-02T12:00Z", null), Is.EqualTo("unknown time zone"));
            Assert.That(Judge(Window(Weekdays, null, null), "2026-03-02T12:00Z", null), Is.EqualTo("unknown time zone"));
            Assert.That(Judge(Window(null, null, null), "2026-03-02T12:00Z", null), Is.Null, "without a window the zone does not matter");
        });
    }

    [TestCase("europe/berlin", "Europe/Berlin")]
    [TestCase("Mars/Olympus", null)]
    [TestCase("", null)]
    public void D05_the_zone_is_found_by_its_name(string id, string? expected) =>
        Assert.That(RunWindow.From(Jobs.Example with { Timezone = id }).Zone?.Id, Is.EqualTo(expected));

    [TestCase("[true]", null, null, "allowedDays")]
    [TestCase("{}", null, null, "allowedDays")]
    [TestCase("x", null, null, "allowedDays")]
    [TestCase(null, "24:00", null, "allowedTimeStart")]
    [TestCase(null, null, "5pm", "allowedTimeEnd")]
    public void D08_what_is_ignored_is_warned_about(string? days, string? start, string? end, string field) =>
        Assert.That(Window(days, start, end).Warnings.Select(warning => warning.Field), Is.EqualTo(new[] { field }));

    private static RunWindow Window(string? days, string? start, string? end) =>
        RunWindow.From(Jobs.Example with { AllowedDays = days, AllowedTimeStart = start, AllowedTimeEnd = end });

    private static string? Judge(RunWindow window, string at, string? zone) =>
        Admission.Judge(
            window with { Zone = zone is null ? null : DateTimeZoneProviders.Tzdb[zone] }, enabled: true, RunTrigger.Schedule, force: false, Time(at))?.Text();

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
