using NodaTime;
using static EasyCron.Worker.Tests.Schedule.Rows;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class TimetableTests
{
    [TestCase("2026-05-01T09:00:00Z", "2026-05-01T10:00:00Z", "the start belongs to it")]
    [TestCase("2026-05-01T10:00:00Z", "2026-05-01T10:01:00Z", "")]
    [TestCase("2026-05-01T10:01:00Z", "2026-05-01T10:02:00Z", "the end belongs to it")]
    [TestCase("2026-05-01T10:02:00Z", null, "")]
    public void Start_and_end_are_inclusive(string after, string? next, string because)
    {
        var timetable = Timetable("* * * * *", startAt: "2026-05-01T10:00:00Z", endAt: "2026-05-01T10:02:00Z");

        Assert.That(timetable.NextAfter(At(after)), Is.EqualTo(next is null ? (Instant?)null : At(next)), because);
        Assert.That(timetable.NextInChain(At(after)), Is.EqualTo(next is null ? (Instant?)null : At(next)));
        Assert.That(timetable.Between(At("2026-05-01T00:00:00Z"), At("2026-05-02T00:00:00Z")).Count(), Is.EqualTo(3));
    }

    [TestCase("2026-05-01T10:00:00.001Z", "2026-05-01T10:00:01Z")]
    [TestCase("2026-05-01T09:59:59.999Z", "2026-05-01T10:00:00Z")]
    public void A_start_between_seconds_waits_for_the_next(string startAt, string next) =>
        Assert.That(Timetable("* * * * * *", startAt: startAt).NextAfter(At("2026-05-01T00:00:00Z")), Is.EqualTo(At(next)));

    [Test]
    public void Between_has_both_ends()
    {
        var times = Timetable("*/10 * * * *").Between(At("2026-05-01T10:00:00Z"), At("2026-05-01T10:20:00Z"));

        Assert.That(times, Is.EqualTo(new[] { At("2026-05-01T10:00:00Z"), At("2026-05-01T10:10:00Z"), At("2026-05-01T10:20:00Z") }));
    }

    // New York skips 02:00 to 03:00 on 8 March 2026 (07:00Z): what is due then runs an hour later, unless the search begins after the gap.
    [Test]
    public void What_falls_into_a_gap_is_found_again_from_behind_it()
    {
        var timetable = Timetable("30 2 * * *", "America/New_York");
        var behind = At("2026-03-08T07:10:00Z");
        var shifted = At("2026-03-08T07:30:00Z");

        Assert.That(timetable.NextAfter(behind), Is.EqualTo(At("2026-03-09T06:30:00Z")), "a scheduler that is written now");
        Assert.That(timetable.NextInChain(behind), Is.EqualTo(shifted), "a scheduler that was written before");
        Assert.That(timetable.IsNext(shifted, behind), Is.True);
        Assert.That(timetable.Between(behind, At("2026-03-08T08:00:00Z")), Is.EqualTo(new[] { shifted }));
    }

    // New York has 01:00 to 02:00 twice on 1 November 2026 (05:00Z and 06:00Z).
    [Test]
    public void What_comes_twice_counts_once_also_when_looked_for_from_the_second_time()
    {
        var timetable = Timetable("*/15 1 * * *", "America/New_York");
        var second = At("2026-11-01T06:20:00Z");

        Assert.That(timetable.NextInChain(second), Is.EqualTo(At("2026-11-02T06:00:00Z")));
        Assert.That(timetable.Between(At("2026-11-01T06:05:00Z"), second), Is.Empty);
        Assert.That(timetable.Between(At("2026-11-01T05:00:00Z"), second).Count(), Is.EqualTo(4));
    }

    [Test]
    public void The_chain_and_a_fresh_look_agree_except_around_changes_of_the_clock()
    {
        var random = new Random(11);
        foreach (var zone in new[] { "UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago" })
        {
            foreach (var cron in new[] { "* * * * *", "*/7 * * * *", "30 2 * * *", "0 0 * * 1", "15 10 1 */3 *" })
            {
                var timetable = Timetable(cron, zone);
                for (var i = 0; i < 300; i++)
                {
                    var from = Instant.FromUnixTimeSeconds(random.NextInt64(1_577_836_800, 2_051_222_400));
                    var next = timetable.NextAfter(from);
                    Assert.That(next, Is.GreaterThan(from));
                    Assert.That(timetable.IsNext(next!.Value, from), Is.True);
                    if (timetable.Zone.GetZoneInterval(from) is not { HasStart: true } interval || from - interval.Start > Duration.FromHours(4))
                    {
                        Assert.That(timetable.NextInChain(from), Is.EqualTo(next), $"{cron} {zone} {from}");
                    }
                }
            }
        }
    }
}
