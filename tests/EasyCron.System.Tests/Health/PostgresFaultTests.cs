using System.Globalization;
using System.Net;
using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests.Health;

/// <summary>What a worker says about a PostgreSQL that fails, and that no run is lost by it.</summary>
public sealed class PostgresFaultTests
{
    private PrivatePostgresServer _postgres = null!;
    private TestDatabase _database = null!;
    private TcpProxy _proxy = null!;
    private HttpTarget _target = null!;
    private QueueConnection _connection = null!;
    private Queue _queue = null!;
    private WorkerProcess _worker = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var redis = await RedisServer.SharedAsync();
        var prefix = redis.FreePrefix();
        _postgres = await PostgresServer.StartPrivateAsync(new PostgresServerOptions
        {
            Settings = new Dictionary<string, string> { ["max_connections"] = "40" },
        });
        _database = await _postgres.CreateDatabaseAsync();
        _proxy = TcpProxy.Start(_database.Address.Host, _database.Address.Port);
        _target = await HttpTarget.StartAsync();
        _connection = new QueueConnection(redis.Url);
        _queue = new Queue("jobs", _connection, new QueueOptions { Prefix = prefix });
        _worker = await WorkerProcess.StartReadyAsync(
        [
            ("DATABASE_URL", (_database.Address with { Host = _proxy.Host, Port = _proxy.Port }).Url), ("REDIS_URL", redis.Url), ("BULLMQ_PREFIX", prefix),
            ("EGRESS_ALLOW", "127.0.0.1"), ("LOG_FORMAT", "text"), ("LOG_LEVEL", "info"),
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
        await _queue.Maintain.ObliterateAsync(force: true);
        await _connection.DisposeAsync();
        await _target.DisposeAsync();
        await _proxy.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Test]
    public async Task A_PostgreSQL_that_stops_freezes_or_is_cut_off_is_told_and_come_back_to()
    {
        await _postgres.StopAsync();
        await SaysAsync("check that the server runs");
        Assert.That(await _worker.StatusAsync("/health/live"), Is.EqualTo(HttpStatusCode.OK), "a restart would not help");
        await _postgres.StartAsync();
        await Readiness.RecoversAsync(_worker);

        _postgres.Pause();
        await SaysAsync("does not answer in time");
        _postgres.Resume();
        await Readiness.RecoversAsync(_worker);

        _proxy.BlackHole();
        await SaysAsync("PostgreSQL");
        _proxy.Restore();
        await Readiness.RecoversAsync(_worker);

        await _database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
        await Readiness.RecoversAsync(_worker);
        Assert.That(_worker.Process.Output.ToString().Split('\n'), Has.Length.LessThan(400), "faults are told, not repeated");
    }

    [Test]
    public async Task A_run_that_ends_while_PostgreSQL_is_away_is_stored_later_and_one_that_is_due_meanwhile_runs_later()
    {
        var gate = new TaskCompletionSource();
        await _database.InsertJobAsync("under-way", ("apiUrl", $"{_target.Url}/under-way"), ("jitter", false), ("retries", 1));
        await _database.InsertJobAsync("meanwhile", ("apiUrl", $"{_target.Url}/meanwhile"), ("jitter", false), ("retries", 1));
        _target.Answer("/under-way", HttpAnswer.Ok("done").After(gate.Task));
        await _queue.AddAsync("execute-now", new { jobId = "under-way" });
        await _target.WaitForRequestsAsync("/under-way", deadline: TimeSpan.FromMinutes(1));

        await _postgres.StopAsync();
        await _queue.AddAsync("execute-now", new { jobId = "meanwhile" });
        await _queue.AddManyAsync(Enumerable.Range(0, 20).Select(i => new JobToAdd("execute-now", new { jobId = $"deleted-{i}" })));
        gate.SetResult();
        await SaysAsync("check that the server runs");
        await Eventually.BecomesTrueAsync(() => _worker.Process.Output.Lines.Any(line => line.Contains(" more lines of this kind were left out", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));
        Assert.That(_target.Requests.Select(request => request.Path), Has.None.EqualTo("/meanwhile"), "no request without its row");

        await _postgres.StartAsync();
        await Eventually.BecomesAsync(
            async () => await _database.ScalarAsync<long>("""select count(*) from "JobRun" where state = 'OK'"""), count => count == 2, TimeSpan.FromMinutes(2));
        Assert.That(_target.Requests.Select(request => request.Path), Is.EquivalentTo(new[] { "/under-way", "/meanwhile" }), "one request each");
        Assert.That(_worker.Process.HasExited, Is.False);
    }

    [Test]
    public async Task A_PostgreSQL_with_no_connection_left_is_told_with_what_to_do_and_what_is_due_runs_later()
    {
        await _database.InsertJobAsync("meanwhile", ("apiUrl", $"{_target.Url}/meanwhile"), ("jitter", false), ("retries", 1));
        await using (var crowd = await PostgresCrowd.GatherAsync(_database))
        {
            // A worker that is quick may have got back in before the last place was taken.
            await Eventually.BecomesAsync(
                async () =>
                {
                    await crowd.TakeAllAsync();
                    return (await Readiness.AskAsync(_worker)).Checks["postgres"];
                },
                check => check.Status == "Unhealthy" && check.Detail?.Contains("53300", StringComparison.Ordinal) == true && check.Detail.Contains("lower connection_limit in DATABASE_URL", StringComparison.Ordinal),
                TimeSpan.FromMinutes(1));
            Assert.That(await _worker.StatusAsync("/health/live"), Is.EqualTo(HttpStatusCode.OK), "a restart would not help");
            await _queue.AddAsync("execute-now", new { jobId = "meanwhile" });
        }

        await Readiness.RecoversAsync(_worker);
        await Eventually.BecomesAsync(
            async () => await _database.ScalarAsync<long>("""select count(*) from "JobRun" where state = 'OK'"""), count => count == 1, TimeSpan.FromMinutes(2));
        Assert.That(_target.Requests.Select(request => request.Path), Is.EqualTo(new[] { "/meanwhile" }), "one request");
        Assert.That(_worker.Process.HasExited, Is.False);
    }

    [Test]
    public async Task F13_a_PostgreSQL_that_is_slow_is_told_and_schedules_go_on()
    {
        await _database.InsertJobAsync(
            "tick", ("apiUrl", $"{_target.Url}/tick"), ("jitter", false), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "UTC"), ("concurrency", "allow"));
        await _target.WaitForRequestsAsync("/tick", 3, TimeSpan.FromMinutes(1));
        var onTime = Begun(await Readiness.PageAsync(_worker, "/metrics"), "+Inf");

        // In each direction, so that a statement takes two and a half seconds more.
        _proxy.Slow(TimeSpan.FromSeconds(1.25));
        await SaysAsync("does not answer in time: it may be overloaded");
        var before = _target.Requests.Count;
        await _target.WaitForRequestsAsync("/tick", before + 5, TimeSpan.FromMinutes(2));
        await SaysAsync("does not answer in time: it may be overloaded");
        var page = await Eventually.BecomesAsync(() => Readiness.PageAsync(_worker, "/metrics"), page => Begun(page, "+Inf") > onTime, TimeSpan.FromMinutes(1));
        Assert.That(Begun(page, "+Inf") - Begun(page, "1"), Is.Positive, "the lateness is told");

        _proxy.Restore();
        await Readiness.RecoversAsync(_worker);
        var atRecovery = _target.Requests.Count;
        await _target.WaitForRequestsAsync("/tick", atRecovery + 3, TimeSpan.FromMinutes(1));

        // What still waits from the slow time would be turned away, by right, once the job is switched off.
        await Eventually.BecomesAsync(() => Steps(Due()), steps => steps.All(step => step == TimeSpan.FromSeconds(1)), TimeSpan.FromMinutes(1), what: "the steps between occurrences, of which none may be lost");
        await _database.ExecuteAsync("""update "Job" set status = 'DISABLED', "updatedAt" = now()""");
        await Eventually.BecomesAsync(
            async () => await _database.ScalarAsync<long>("""select count(*) from "JobRun" where state <> 'OK'"""), count => count == 0, TimeSpan.FromMinutes(2));
        Assert.That(Due(), Is.Unique);
        Assert.That(Steps(Due()), Has.All.EqualTo(TimeSpan.FromSeconds(1)), "no occurrence is lost");
    }

    private Task<Readiness> SaysAsync(string words) => Readiness.BecomesAsync(
        _worker, "postgres", (answer, check) => answer.Status == HttpStatusCode.ServiceUnavailable && check.Detail?.Contains(words, StringComparison.Ordinal) == true);

    private static List<TimeSpan> Steps(List<DateTimeOffset> due) => [.. due.Zip(due.Skip(1), (one, next) => next - one)];

    private List<DateTimeOffset> Due() =>
        [.. _target.Requests.Select(request => DateTimeOffset.Parse(request.Header("EasyCron-Scheduled-At")!, CultureInfo.InvariantCulture)).Order()];

    // How many runs were begun at most so many seconds late.
    private static long Begun(string page, string seconds)
    {
        var series = $"easycron_schedule_lateness_seconds_bucket{{trigger=\"schedule\",le=\"{seconds}\"}} ";
        var line = page.Split('\n').Single(line => line.StartsWith(series, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(series.Length), CultureInfo.InvariantCulture);
    }
}
