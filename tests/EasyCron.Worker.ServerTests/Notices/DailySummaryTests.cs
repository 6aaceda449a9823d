using EasyCron.BullMq;
using EasyCron.Testing.Time;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.ServerTests.Notices;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DailySummaryTests : NoticeTest
{
    // 07:59:59 in Paris.
    private static readonly DateTimeOffset BeforeEight = new(2026, 11, 22, 6, 59, 59, TimeSpan.Zero);

    private readonly ManualClock _clock = new(BeforeEight);

    [SetUp]
    public void SetClock() => Clock = _clock;

    private Task AddJobAsync(string id, params (string Column, object? Value)[] columns) => Database.InsertJobAsync(
        id, [("timezone", "Europe/Paris"), ("notificationDailySummary", true), ("notificationRecipients", """["a@example.com"]"""), ("teamId", "team1"), .. columns]);

    private async Task AddRunAsync(string id, string jobId, string state, string startedAt, double seconds, string? log = null) => await Database.ExecuteAsync(
        $"""
        insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt", attempts, log)
        values ('{id}', '{jobId}', '{state}', '{startedAt}', timestamp '{startedAt}' + interval '{seconds} seconds', 1, {(log is null ? "null" : $"'{log}'")})
        """);

    [Test]
    public async Task At_eight_of_the_zone_the_day_before_is_told_once_to_each_recipient_and_team()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("name", "Export"));
        await AddJobAsync("job2", ("name", "Import"), ("notificationRecipients", """["a@example.com","b@example.com"]"""));
        await AddJobAsync("job3", ("name", "Other"), ("teamId", "team2"));
        await AddJobAsync("job4", ("name", "Off"), ("status", "DISABLED"));
        await AddJobAsync("job5", ("name", "Unasked"), ("notificationDailySummary", false));
        await AddRunAsync("r1", "job1", "OK", "2026-11-20 23:00:00", 1);
        await AddRunAsync("r2", "job1", "FAIL", "2026-11-21 12:00:00", 3, "connection refused (phase connect)");
        await AddRunAsync("r3", "job1", "OK", "2026-11-21 22:59:59", 2);
        await AddRunAsync("early", "job1", "TIMEOUT", "2026-11-20 22:59:59", 2);
        await AddRunAsync("late", "job1", "TIMEOUT", "2026-11-21 23:00:00", 2);
        await instance.Skips.CountAsync(new SkippedRun("job1", "s1", RunTrigger.Schedule, BeforeEight.AddHours(-20), SkipReason.AlreadyRunning), CancellationToken.None);
        await instance.JobsQueue.Schedulers.UpsertAsync("job1", JobSchedule.Cron("0 0 9 * * *", "Europe/Paris"), new JobTemplate { Name = "run" });

        await instance.Summaries.MakeDueAsync(CancellationToken.None);
        Assert.That(await WaitingAsync(instance), Is.Empty, "it is not eight yet");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(MakeInstance().Summaries.MakeDueAsync(CancellationToken.None), instance.Summaries.MakeDueAsync(CancellationToken.None));
        _clock.Advance(TimeSpan.FromHours(3));
        await instance.Summaries.MakeDueAsync(CancellationToken.None);

        var waiting = await WaitingAsync(instance);
        Assert.That(waiting.Select(notice => (notice.About, notice.To)), Is.EquivalentTo(new[] { ("team1", "a@example.com"), ("team1", "b@example.com"), ("team2", "a@example.com") }));
        var mail = waiting.Single(notice => notice is { About: "team1", To: "a@example.com" });
        Assert.Multiple(() =>
        {
            Assert.That(mail.Subject, Is.EqualTo("Summary of 2026-11-21: 2 jobs, 1 with failures"));
            Assert.That(mail.Text, Does.Contain("Export\n  2 OK, 1 failed\n  Skipped: 1 another run has not ended\n  Took 2 s (median)"));
            Assert.That(mail.Text, Does.Contain("connection refused (phase connect)"));
            Assert.That(mail.Text, Does.Contain("Import\n  no runs\n  Next run: none is scheduled"));
            Assert.That(mail.Text, Does.Match(@"Next run: 20\d\d-\d\d-\d\d 09:00:00 \+0[12]:00 \(Europe/Paris\)"));
            Assert.That(mail.Html, Does.Not.Contain("Off<").And.Not.Contain("Unasked"));
        });
    }

    [Test]
    public async Task The_next_day_is_told_again_and_each_zone_has_its_own_hour()
    {
        var instance = MakeInstance();
        await AddJobAsync("paris");
        await AddJobAsync("tokyo", ("timezone", "Asia/Tokyo"));
        await AddJobAsync("nowhere", ("timezone", "Mars/Base"));

        await instance.Summaries.MakeDueAsync(CancellationToken.None);
        Assert.That(await WaitingAsync(instance), Has.Count.EqualTo(1), "in Tokyo it is the afternoon");
        _clock.Advance(TimeSpan.FromHours(2));
        await instance.Summaries.MakeDueAsync(CancellationToken.None);
        Assert.That(await WaitingAsync(instance), Has.Count.EqualTo(3), "an unknown zone is UTC");
        _clock.Advance(TimeSpan.FromHours(24));
        await instance.Summaries.MakeDueAsync(CancellationToken.None);

        Assert.That(await WaitingAsync(instance), Has.Count.EqualTo(6));
    }

    [Test]
    public async Task A_worker_that_dies_in_between_is_made_good_for_without_doubling()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await instance.Summaries.MakeDueAsync(CancellationToken.None);
        await instance.Connection.RunAsync(new RedisScript("forget", "return redis.call('DEL', KEYS[1])"), [$"{Prefix}:easycron:{NoticeQueue.Name}:summary:Europe/Paris:2026-11-21"], []);

        await MakeInstance().Summaries.MakeDueAsync(CancellationToken.None);

        Assert.That(await WaitingAsync(instance), Has.Count.EqualTo(1));
    }
}
