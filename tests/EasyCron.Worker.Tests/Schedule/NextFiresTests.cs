using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;
using static EasyCron.Worker.Tests.Schedule.Rows;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class NextFiresTests
{
    [Test]
    public void The_next_five_are_told_in_the_job_s_own_zone_with_its_offset()
    {
        var text = NextFires.Describe(Timetable("30 2 * * *", "America/New_York"), new RunWindow(), At("2026-03-06T12:00:00Z"));

        Assert.That(text, Is.EqualTo(
            "Sat 2026-03-07 02:30:00 -05:00, Sun 2026-03-08 03:30:00 -04:00, Mon 2026-03-09 02:30:00 -04:00, Tue 2026-03-10 02:30:00 -04:00, "
            + "Wed 2026-03-11 02:30:00 -04:00 (America/New_York)"));
    }

    [Test]
    public void Days_and_hours_are_respected()
    {
        var job = Plain with { CronExpression = "0 */6 * * *", AllowedDays = "[true,true,true,true,true,false,false]", AllowedTimeStart = "09:00" };

        var text = NextFires.Describe(Entry(job).Timetable!, RunWindow.From(job), At("2026-05-01T12:00:00Z"));

        Assert.That(text, Does.StartWith("Fri 2026-05-01 18:00:00 +00:00, Mon 2026-05-04 12:00:00 +00:00, Mon 2026-05-04 18:00:00 +00:00"));
    }

    [Test]
    public void A_job_that_is_never_let_through_says_so()
    {
        var job = Plain with { AllowedDays = "[false,false,false,false,false,false,false]" };

        Assert.That(NextFires.Describe(Entry(job).Timetable!, RunWindow.From(job), At("2026-05-01T12:00:00Z")), Does.StartWith("never"));
    }

    [Test]
    public void Fewer_are_told_where_the_end_comes_first() => Assert.That(
        NextFires.Of(Timetable("0 9 * * *", endAt: "2026-05-03T09:00:00Z"), new RunWindow(), At("2026-05-01T12:00:00Z")),
        Is.EqualTo(new[] { At("2026-05-02T09:00:00Z"), At("2026-05-03T09:00:00Z") }));
}
