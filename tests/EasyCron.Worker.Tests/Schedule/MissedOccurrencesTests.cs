using EasyCron.Worker.Schedule;
using NodaTime;
using static EasyCron.Worker.Tests.Schedule.Rows;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class MissedOccurrencesTests
{
    private static readonly Instant Now = At("2026-05-04T12:30:30Z");

    [TestCase("* * * * * *", "2026-05-04T12:30:00Z", "2026-05-04T12:30:30Z", 30, 0)]
    [TestCase("* * * * *", "2026-05-04T12:00:00Z", "2026-05-04T12:30:00Z", 30, 0)]
    [TestCase("0 * * * *", "2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", 0, 0)]
    [TestCase("0 * * * *", "2026-05-03T12:00:00Z", "2026-05-04T12:00:00Z", 24, 0)]
    [TestCase("0 9 * * *", "2026-05-04T09:00:00Z", null, 0, 1)]
    [TestCase("0 9 * * *", "2026-05-01T09:00:00Z", null, 0, 4)]
    [TestCase("31 11 * * *", "2026-05-04T11:31:00Z", "2026-05-04T11:31:00Z", 0, 0)]
    [TestCase("29 11 * * *", "2026-05-04T11:29:00Z", null, 0, 1)]
    [TestCase("0 * * * *", "2026-05-04T13:00:00Z", null, 0, 0)]
    public void The_latest_of_the_last_hour_is_made_good_for_and_the_others_are_counted(string cron, string since, string? latest, int superseded, int tooOld)
    {
        var missed = new MissedOccurrences().Find(Entry(Plain with { CronExpression = cron }), At(since), Now);

        Assert.That(missed, Is.EqualTo(new Missed(latest is null ? null : At(latest), superseded, tooOld)));
    }

    [Test]
    public void Where_it_is_not_known_since_when_only_the_latest_counts() =>
        Assert.That(new MissedOccurrences().Find(Entry(Plain with { CronExpression = "* * * * *" }), null, Now), Is.EqualTo(new Missed(At("2026-05-04T12:30:00Z"), 0, 0)));

    [TestCase("2026-05-04T12:29:59Z", true)]
    [TestCase("2026-05-04T12:30:00Z", false)]
    [TestCase("2026-05-04T12:30:10Z", false)]
    public void What_was_due_before_the_job_was_saved_was_not_missed(string updatedAt, bool isMissed)
    {
        var entry = Entry(Plain with { CronExpression = "* * * * *", UpdatedAt = At(updatedAt).ToDateTimeOffset() });

        Assert.That(new MissedOccurrences().Find(entry, At("2026-05-01T00:00:00Z"), Now).Latest is not null, Is.EqualTo(isMissed));
    }

    [Test]
    public void What_was_due_outside_days_and_hours_was_not_missed()
    {
        // 4 May 2026 is a Monday.
        var job = Plain with { CronExpression = "*/10 * * * *", AllowedTimeEnd = "12:10" };
        var otherDay = Plain with { CronExpression = "*/10 * * * *", AllowedDays = "[false,true,true,true,true,true,true]" };

        Assert.That(new MissedOccurrences().Find(Entry(job), At("2026-05-04T11:40:00Z"), Now), Is.EqualTo(new Missed(At("2026-05-04T12:10:00Z"), 3, 0)));
        Assert.That(new MissedOccurrences().Find(Entry(otherDay), At("2026-05-04T11:40:00Z"), Now), Is.EqualTo(default(Missed)));
    }

    [Test]
    public void Counting_ends_at_a_limit() => Assert.That(
        new MissedOccurrences().Find(Entry(Plain with { CronExpression = "* * * * * *" }), At("2026-01-01T00:00:00Z"), Now).Superseded,
        Is.EqualTo(MissedOccurrences.MostCounted - 1));

    [Test]
    public void A_job_without_a_schedule_misses_nothing() =>
        Assert.That(new MissedOccurrences().Find(Entry(Plain with { CronExpression = "nonsense" }), null, Now), Is.EqualTo(default(Missed)));
}
