using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests;

/// <summary>The master of Redis is lost, and its successor does not know what happened last.</summary>
public sealed class FailoverTests
{
    private SentinelSite _site = null!;
    private TestDatabase _database = null!;
    private HttpTarget _target = null!;
    private FakeResend _resend = null!;
    private QueueConnection _connection = null!;
    private Queue _queue = null!;
    private WorkerProcess _worker = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _site = await SentinelSite.StartAsync();
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _target = await HttpTarget.StartAsync();
        _resend = await FakeResend.StartAsync();
        _connection = new QueueConnection(QueueConnectionOptions.Parse(_site.Url) with { SentinelMaster = SentinelSite.MasterName });
        _queue = new Queue("jobs", _connection);
        _worker = await WorkerProcess.StartReadyAsync(
        [
            ("DATABASE_URL", _database.Url), ("REDIS_URL", _site.Url), ("REDIS_SENTINEL_MASTER", SentinelSite.MasterName), ("EGRESS_ALLOW", "127.0.0.1"), ("LOCK_SECONDS", "4"),
            ("LOG_FORMAT", "text"), ("RESEND_API_KEY", FakeResend.ApiKey), ("NOTIFICATION_FROM", "EasyCron <alerts@example.com>"), ("RESEND_BASE_URL", _resend.Url),
        ]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            await TestContext.Out.WriteLineAsync(_worker.Process.Output.Tail);
        }

        await _worker.DisposeAsync();
        await _connection.DisposeAsync();
        await _resend.DisposeAsync();
        await _target.DisposeAsync();
        await _database.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Test]
    public async Task F08_a_run_that_only_the_lost_master_knew_as_ended_comes_back_without_a_request_or_a_mail()
    {
        var gate = new TaskCompletionSource();
        await _database.InsertJobAsync(
            "nightly", ("apiUrl", $"{_target.Url}/nightly"), ("jitter", false), ("retries", 1), ("name", "Nightly"), ("notificationRecipients", """["a@example.com"]"""));
        _target.Answer("/nightly", HttpAnswer.WithStatus(500, "broken").After(gate.Task), HttpAnswer.Ok("a second request"));
        var click = await _queue.AddAsync("execute-now", new { jobId = "nightly" });
        await _target.WaitForRequestsAsync("/nightly", deadline: TimeSpan.FromMinutes(1));
        await _site.Master.ExecuteAsync("WAIT", "1", "30000");

        // From here on the replica hears nothing, as one that lags does.
        _site.Replica.Pause();
        gate.SetResult();
        await Eventually.BecomesAsync(() => StateAsync(click.Id), state => state == JobState.Completed, TimeSpan.FromMinutes(1));
        await _resend.WaitForMailsAsync(1, TimeSpan.FromMinutes(1));
        await _site.Master.KillAsync();
        _site.Replica.Resume();
        await _site.WaitForFailoverAsync();

        await Eventually.BecomesAsync(() => StateAsync(click.Id), state => state == JobState.Completed, TimeSpan.FromMinutes(1));
        var after = await _queue.AddAsync("execute-now", new { jobId = "nobody" });
        await Eventually.BecomesAsync(() => StateAsync(after.Id), state => state is JobState.Completed or JobState.Failed, TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(
            () => new Queue("easycron-notices", _connection).Inspect.CountsAsync([JobState.Waiting, JobState.Active, JobState.Delayed]),
            counts => counts.Values.Sum() == 0,
            TimeSpan.FromMinutes(1));
        Assert.That(_target.Requests, Has.Count.EqualTo(1));
        Assert.That(_resend.Mails, Has.Count.EqualTo(1));
        var run = (await RunRow.ListAsync(_database.DataSource, "nightly")).Single();
        Assert.That((run.State, run.Attempts), Is.EqualTo(("FAIL", 1)));
    }

    [Test]
    public async Task F08_schedules_go_on_with_the_successor_and_no_occurrence_runs_twice()
    {
        await _database.InsertJobAsync(
            "tick", ("apiUrl", $"{_target.Url}/tick"), ("jitter", false), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "UTC"), ("concurrency", "allow"));
        await _target.WaitForRequestsAsync("/tick", 3, TimeSpan.FromMinutes(1));

        _site.Replica.Pause();
        await _target.WaitForRequestsAsync("/tick", 5, TimeSpan.FromMinutes(1));
        await _site.Master.KillAsync();
        _site.Replica.Resume();
        await _site.WaitForFailoverAsync();
        var before = _target.Requests.Count;
        await _target.WaitForRequestsAsync("/tick", before + 4, TimeSpan.FromMinutes(1));

        var due = _target.Requests.Select(request => request.Header("EasyCron-Scheduled-At")).ToList();
        Assert.That(due, Has.None.Null);
        Assert.That(due, Is.Unique, "each occurrence once, also those that the successor had not heard of");
    }

    private async Task<JobState> StateAsync(string id)
    {
        try
        {
            return await _queue.Inspect.StateAsync(id);
        }
        catch (QueueException)
        {
            return JobState.Unknown;
        }
    }
}
