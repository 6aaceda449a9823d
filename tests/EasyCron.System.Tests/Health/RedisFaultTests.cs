using System.Net;
using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests.Health;

/// <summary>What a worker says about a Redis that fails, and that it recovers by itself.</summary>
public sealed class RedisFaultTests
{
    private PrivateRedisServer _redis = null!;
    private TestDatabase _database = null!;
    private TcpProxy _proxy = null!;
    private WorkerProcess _worker = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _proxy = TcpProxy.Start(_redis.Host, _redis.Port);
        _worker = await WorkerProcess.StartReadyAsync([("DATABASE_URL", _database.Url), ("REDIS_URL", $"redis://{_proxy.Host}:{_proxy.Port}"), ("LOG_FORMAT", "text"), ("LOG_LEVEL", "info")]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            await TestContext.Out.WriteLineAsync(_worker.Process.Output.Tail);
        }

        await _worker.DisposeAsync();
        await _proxy.DisposeAsync();
        await _database.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_Redis_that_refuses_writes_or_may_evict_is_told_with_what_to_do()
    {
        // A replica of a master that does not exist.
        await _redis.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await SaysAsync(HttpStatusCode.ServiceUnavailable, "Unhealthy", "READONLY", "point REDIS_URL at the primary");
        await _redis.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Readiness.RecoversAsync(_worker);

        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await SaysAsync(HttpStatusCode.ServiceUnavailable, "Unhealthy", "OOM", "raise maxmemory");
        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await Readiness.RecoversAsync(_worker);

        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await SaysAsync(HttpStatusCode.OK, "Degraded", "allkeys-lru", "noeviction");
        Assert.That(await Readiness.PageAsync(_worker, "/metrics"), Does.Contain("\neasycron_ready{check=\"redis\"} 0.5\n"));
        await _worker.Process.WaitForLineAsync("maxmemory-policy is allkeys-lru");
        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await Readiness.RecoversAsync(_worker);
        Assert.That(_worker.Process.HasExited, Is.False);
    }

    [Test]
    public async Task A_Redis_that_is_frozen_cut_off_or_restarted_is_told_and_come_back_to()
    {
        _redis.Pause();
        await SaysAsync(HttpStatusCode.ServiceUnavailable, "Unhealthy", "does not answer in time");
        Assert.That(await _worker.StatusAsync("/health/live"), Is.EqualTo(HttpStatusCode.OK), "a restart would not help");
        _redis.Resume();
        await Readiness.RecoversAsync(_worker);

        _proxy.HalfOpen();
        await Readiness.RecoversAsync(_worker);
        await RunsAsync("after the connections were half open");

        _proxy.BlackHole();
        await Readiness.BecomesAsync(_worker, "redis", (_, check) => check.Status == "Unhealthy");
        _proxy.Restore();
        await Readiness.RecoversAsync(_worker);

        // NOSCRIPT from here on.
        await _redis.ExecuteAsync("SCRIPT", "FLUSH");
        await RunsAsync("after the scripts were forgotten");

        await _redis.StopAsync();
        await SaysAsync(HttpStatusCode.ServiceUnavailable, "Unhealthy", "Redis");
        await _redis.StartAsync();
        await Readiness.RecoversAsync(_worker);
        await RunsAsync("after a restart");

        var lines = _worker.Process.Output.ToString().Split('\n').Length;
        Assert.That(lines, Is.LessThan(400), "faults are told, not repeated");
    }

    [Test]
    public async Task F10_a_Redis_that_loads_its_data_is_told_and_waited_for()
    {
        await _redis.ExecuteAsync("EVAL", "for i = 1, 3000 do redis.call('SET', 'filler:' .. i, i) end", "0");
        await _redis.ExecuteAsync("BGREWRITEAOF");
        await Eventually.BecomesAsync(() => _redis.ExecuteAsync("INFO", "persistence"), info => info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal) && info.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal));
        await _redis.StopAsync();
        await _redis.StartLoadingAsync(TimeSpan.FromMilliseconds(4));

        await SaysAsync(HttpStatusCode.ServiceUnavailable, "Unhealthy", "LOADING", "it will answer when it is done");
        Assert.That(await _worker.StatusAsync("/health/live"), Is.EqualTo(HttpStatusCode.OK), "a restart would not help");
        await Readiness.RecoversAsync(_worker);
        await RunsAsync("after the data was loaded");
        Assert.That(_worker.Process.HasExited, Is.False);
        Assert.That(_worker.Process.Output.Lines, Has.Count.LessThan(200), "faults are told, not repeated");
    }

    private Task<Readiness> SaysAsync(HttpStatusCode status, string state, params string[] words) => Readiness.BecomesAsync(
        _worker, "redis", (answer, check) => answer.Status == status && check.Status == state && words.All(word => check.Detail?.Contains(word, StringComparison.Ordinal) == true));

    /// <summary>A job that is asked for is taken and ended; that its row is missing does not matter here.</summary>
    private async Task RunsAsync(string when)
    {
        await using var connection = new BullMq.QueueConnection(_redis.Url);
        var queue = new BullMq.Queue("jobs", connection);
        var job = await queue.AddAsync("execute-now", new { jobId = "nobody" });
        await Eventually.BecomesAsync(
            () => queue.Inspect.StateAsync(job.Id), state => state is BullMq.JobState.Completed or BullMq.JobState.Failed, TimeSpan.FromMinutes(1), what: $"the state of the job added {when}");
    }
}
