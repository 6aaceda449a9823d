using System.Text;
using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Time;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;
using NodaTime;

namespace EasyCron.Worker.ServerTests.Schedule;

/// <summary>What becomes of occurrences while nobody was there, Redis lost everything, or the clock jumped.</summary>
public sealed class KeeperOutageTests : KeeperTest
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 2, 8, 0, 30, TimeSpan.Zero));

    public KeeperOutageTests() => Clock = _clock;

    [Test]
    public async Task After_an_outage_the_latest_missed_occurrence_runs_once_and_the_schedule_goes_on()
    {
        await AddJobAsync("minutely", "* * * * *");
        await AddJobAsync("hourly", "0 * * * *");
        await AddJobAsync("daily", "0 7 * * *");
        await Main.FullPassAsync(neverKept: true);
        _clock.AdvanceTo(new DateTimeOffset(2026, 3, 3, 8, 30, 30, TimeSpan.Zero));

        // The line is empty before: what is overdue lies in the delayed set and is put right by the pass.
        var fleet = Enumerable.Range(0, 3).Select(_ => MakeInstance()).ToList();
        await Task.WhenAll(fleet.Select(one => one.FullPassAsync(wasAway: true)));
        await fleet[0].FullPassAsync(wasAway: true);

        var waiting = await Main.Queue.Inspect.ListAsync(JobState.Waiting).Select(job => $"{job.Name} {Encoding.UTF8.GetString(job.DataJson.Span)}").ToListAsync();
        Assert.That(waiting, Has.Count.EqualTo(2), string.Join(Environment.NewLine, waiting));
        Assert.That(waiting, Has.One.Contains("minutely").And.One.Contains("2026-03-03T08:30:00.000Z"));
        Assert.That(waiting, Has.One.Contains("hourly").And.One.Contains("2026-03-03T08:00:00.000Z"));
        Assert.That(await NextAsync("daily"), Is.EqualTo(new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero)), "what is older than an hour is dropped");
        Assert.That(await NextAsync("minutely"), Is.EqualTo(new DateTimeOffset(2026, 3, 3, 8, 31, 0, TimeSpan.Zero)));
        Assert.That(Logs.Entries.Select(entry => entry.Message), Has.Some.Contains("missed occurrences are not made good for"));
    }

    [Test]
    public async Task A_clock_set_back_by_an_hour_fires_nothing_that_has_run()
    {
        await AddJobAsync("minutely", "* * * * *");
        await Main.FullPassAsync(neverKept: true);
        var next = await NextAsync("minutely");
        var again = OccurrenceId.Of(RunTrigger.Schedule, "minutely", Instant.FromUtc(2026, 3, 2, 7, 1));
        await Database.ExecuteAsync($"""insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt") values ('{again}', 'minutely', 'OK', now(), now())""");

        _clock.JumpWall(-TimeSpan.FromHours(1));
        await Main.FullPassAsync();

        Assert.That(await NextAsync("minutely"), Is.EqualTo(next), "07:01 has run already, and so on");
        Assert.That(await RedisAsync("LLEN", "%wait"), Is.EqualTo("0"));
    }

    [Test]
    public async Task F15_a_clock_set_forward_by_an_hour_makes_good_for_the_latest_occurrence_alone()
    {
        await AddJobAsync("minutely", "* * * * *");
        using var end = new CancellationTokenSource();
        var loop = Main.Loop.RunAsync(end.Token);
        await Main.Loop.FirstPass;
        await Eventually.BecomesAsync(() => _clock.NextTimer, next => next == ScheduleKeeperLoop.Turn);

        _clock.JumpWall(TimeSpan.FromHours(1));
        _clock.Advance(ScheduleKeeperLoop.Turn);

        await Eventually.BecomesAsync(() => RedisAsync("LLEN", "%wait"), count => count != "0");
        await Eventually.BecomesAsync(() => _clock.NextTimer, next => next == ScheduleKeeperLoop.Turn);
        _clock.Advance(ScheduleKeeperLoop.Turn);
        await Eventually.BecomesAsync(() => _clock.NextTimer, next => next == ScheduleKeeperLoop.Turn);
        var caughtUp = await Main.Queue.Inspect.ListAsync(JobState.Waiting).SingleAsync();
        Assert.That(Encoding.UTF8.GetString(caughtUp.DataJson.Span), Does.Contain("2026-03-02T09:00:00.000Z"));
        Assert.That(await NextAsync("minutely"), Is.EqualTo(new DateTimeOffset(2026, 3, 2, 9, 1, 0, TimeSpan.Zero)));
        Assert.That(Logs.Entries.Select(entry => entry.Message), Has.One.StartsWith("This machine's clock jumped by 3600 s"));
        await end.CancelAsync();
        await loop;
    }

    private async Task<DateTimeOffset> NextAsync(string id) => (await Schedulers.GetAsync(id))!.Next;
}
