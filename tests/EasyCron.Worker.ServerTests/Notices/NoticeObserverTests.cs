using EasyCron.Storage;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.ServerTests.Notices;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NoticeObserverTests : NoticeTest
{
    private static readonly CancellationToken None = CancellationToken.None;

    private Task AddJobAsync(string id, params (string Column, object? Value)[] columns) =>
        Database.InsertJobAsync(id, [("notificationRecipients", """["a@example.com"]"""), .. columns]);

    [Test]
    public async Task A_failure_puts_one_mail_for_each_recipient_into_the_queue()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("name", "Export"), ("notificationRecipients", """["a@example.com","b@example.com",7]"""));

        await instance.Observer.EndedAsync(await EndAsync(instance, "job1", "run1"), None);

        var waiting = await WaitingAsync(instance);
        Assert.That(waiting.Select(notice => notice.To), Is.EquivalentTo(new[] { "a@example.com", "b@example.com" }));
        Assert.That(waiting[0], Has.Property("Subject").EqualTo("Export - FAIL").And.Property("RunId").EqualTo("run1").And.Property("About").EqualTo("job1"));
        Assert.That(waiting[0].Html, Does.Contain("Export"));
        Assert.That(Logs.Entries.Select(entry => entry.ToString()), Has.Some.Contains("notificationRecipients[2]"));
    }

    [Test]
    public async Task The_same_end_told_by_many_workers_at_once_makes_one_notice_and_one_memory()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => MakeInstance()).ToArray();
        await AddJobAsync("job1", ("notificationTrigger", "always"), ("notificationMinInterval", 0), ("notificationMaxPerDay", 2));
        var end = await EndAsync(workers[0], "job1", "run1");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => workers[number % 4].Observer.EndedAsync(end, None)));
        Assert.That(await WaitingAsync(workers[0]), Has.Count.EqualTo(1));

        // It counted once: one more is allowed today, and no third.
        await workers[1].Observer.EndedAsync(await EndAsync(workers[0], "job1", "run2"), None);
        await workers[2].Observer.EndedAsync(await EndAsync(workers[0], "job1", "run3"), None);
        Assert.That((await WaitingAsync(workers[0])).Select(notice => notice.RunId), Is.EqualTo(new[] { "run1", "run2" }));
    }

    [Test]
    public async Task Many_ends_at_once_are_throttled_as_one_after_another()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => MakeInstance()).ToArray();
        await AddJobAsync("job1", ("notificationMinInterval", 0), ("notificationMaxPerDay", 5));
        var ends = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => EndAsync(workers[0], "job1", $"run{number}")));

        await Task.WhenAll(ends.Select((end, number) => workers[number % 4].Observer.EndedAsync(end, None)));

        Assert.That(await WaitingAsync(workers[0]), Has.Count.EqualTo(5));
        await workers[0].Observer.EndedAsync(await EndAsync(workers[0], "job1", "last", disabled: true), None);
        Assert.That((await WaitingAsync(workers[0]))[^1].Text, Does.Contain("35 notices of this job were held back"));
    }

    [Test]
    public async Task A_repeated_end_makes_no_notice_again_once_the_queue_has_forgotten_the_first()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1");
        var end = await EndAsync(instance, "job1", "run1");
        await instance.Observer.EndedAsync(end, None);
        await instance.Notices.Queue.Maintain.ObliterateAsync(force: true);

        await instance.Observer.EndedAsync(end, None);

        Assert.That(await WaitingAsync(instance), Is.Empty);
    }

    [Test]
    public async Task A_worker_that_dies_between_deciding_and_queueing_is_made_good_for()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1");
        var end = await EndAsync(instance, "job1", "run1");
        var rule = NoticeRule.From(end.Job);
        await instance.Ledger.DecideAsync("job1", "run1", rule, new NoticeEnd(false, 500, false), () => Task.FromResult<bool?>(null), None);

        await MakeInstance().Observer.EndedAsync(end, None);

        Assert.That(await WaitingAsync(instance), Has.Count.EqualTo(1), "the decision to tell stands, although the interval has begun");
    }

    [Test]
    public async Task A_change_of_state_is_told_once_and_a_recovery_at_once()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("notificationTrigger", "status_change"));
        foreach (var (run, state) in new[] { ("r1", RunState.Ok), ("r2", RunState.Fail), ("r3", RunState.Timeout), ("r4", RunState.Ok), ("r5", RunState.Ok) })
        {
            await instance.Observer.EndedAsync(await EndAsync(instance, "job1", run, state), None);
        }

        Assert.That((await WaitingAsync(instance)).Select(notice => (notice.RunId, notice.Kind)), Is.EqualTo(new[] { ("r2", "run"), ("r4", "recovery") }));
    }

    [Test]
    public async Task What_Redis_has_forgotten_about_the_end_before_is_asked_of_PostgreSQL()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("notificationTrigger", "status_change"));
        await Database.ExecuteAsync(
            """insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt", attempts) values ('r0', 'job1', 'FAIL', '2026-11-21 08:00:00', '2026-11-21 08:00:01', 1)""");

        await instance.Observer.EndedAsync(await EndAsync(instance, "job1", "r1", RunState.Ok), None);

        Assert.That((await WaitingAsync(instance)).Single().Kind, Is.EqualTo("recovery"));
    }

    [Test]
    public async Task A_disabled_job_is_always_told_of_and_counts_no_second_time()
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("notificationTrigger", "success"), ("notificationMaxPerDay", 0));
        var end = await EndAsync(instance, "job1", "r1", disabled: true);

        await instance.Observer.EndedAsync(end, None);
        await instance.Observer.EndedAsync(end, None);

        Assert.That((await WaitingAsync(instance)).Single(), Has.Property("Kind").EqualTo("disabled").And.Property("Subject").StartWith("[Disabled] "));
    }

    [Test]
    public async Task Attempts_are_taken_from_the_log_of_the_queue_job_where_the_job_wants_them([Values] bool wanted)
    {
        var instance = MakeInstance();
        await AddJobAsync("job1", ("notificationIncludeLogs", wanted));
        var queueJob = await instance.JobsQueue.AddAsync("execute-now", new { jobId = "job1" });
        await (await instance.JobsQueue.GetJobAsync(queueJob.Id))!.LogAsync("2026-11-22T08:00:01Z attempt 1: status-rejected, HTTP 503, 340 ms, answered");

        await instance.Observer.EndedAsync(await EndAsync(instance, "job1", "r1", queueJobId: queueJob.Id), None);

        Assert.That((await WaitingAsync(instance)).Single().Text!.Contains("HTTP 503 (340 ms)", StringComparison.Ordinal), Is.EqualTo(wanted));
    }

    [Test]
    public async Task Nobody_to_tell_is_nothing_to_do_and_channels_hear_of_every_job()
    {
        var deaf = MakeInstance();
        Settings = Settings with { SlackUrl = new Uri("https://hooks.slack.com/services/x"), DiscordUrl = new Uri("https://discord.com/api/webhooks/x") };
        var heard = MakeInstance();
        await AddJobAsync("job1", ("notificationRecipients", "[]"));

        await deaf.Observer.EndedAsync(await EndAsync(deaf, "job1", "r1"), None);
        Assert.That(await WaitingAsync(deaf), Is.Empty);
        await heard.Observer.EndedAsync(await EndAsync(heard, "job1", "r2"), None);

        Assert.That((await WaitingAsync(heard)).Select(notice => notice.Channel), Is.EqualTo(new[] { NoticeChannel.Slack, NoticeChannel.Discord }));
    }

    [Test]
    public async Task Skips_are_counted_once_each_by_reason_and_quarter_of_an_hour()
    {
        var instance = MakeInstance();
        var midnight = new DateTimeOffset(2026, 11, 21, 18, 15, 0, TimeSpan.Zero); // of Kathmandu
        Task SkipAsync(string run, DateTimeOffset at, SkipReason reason) => instance.Observer.SkippedAsync(new SkippedRun("job1", run, RunTrigger.Schedule, at, reason), None);

        await SkipAsync("r1", midnight.AddMinutes(-1), SkipReason.DayNotAllowed);
        await SkipAsync("r2", midnight, SkipReason.DayNotAllowed);
        await SkipAsync("r2", midnight, SkipReason.DayNotAllowed);
        await SkipAsync("r3", midnight.AddHours(23), SkipReason.DayNotAllowed);
        await SkipAsync("r4", midnight.AddHours(24).AddMinutes(-1), SkipReason.AlreadyRunning);
        await SkipAsync("r5", midnight.AddHours(24), SkipReason.AlreadyRunning);

        Assert.That(
            await instance.Skips.ReadAsync("job1", midnight, midnight.AddDays(1), None),
            Is.EqualTo(new[] { ("day not allowed", 2L), ("another run has not ended", 1L) }));
    }
}
