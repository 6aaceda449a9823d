using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.Benchmarks.Whole;

/// <summary>What a worker needs around it, private to one measurement: Redis, PostgreSQL with the app's tables, and an HTTP target.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly ChildProcess _target;
    private readonly int _targetPort;

    private Stage(PrivateRedisServer redis, PrivatePostgresServer postgres, TestDatabase database, ChildProcess target, int targetPort)
    {
        Redis = redis;
        Postgres = postgres;
        Database = database;
        _target = target;
        _targetPort = targetPort;
        Connection = new QueueConnection(redis.Url);
        Queue = new Queue("jobs", Connection);
    }

    public PrivateRedisServer Redis { get; }

    public PrivatePostgresServer Postgres { get; }

    public TestDatabase Database { get; }

    public QueueConnection Connection { get; }

    public Queue Queue { get; }

    /// <summary>The settings of a worker on this stage; the reference reads the same names.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["REDIS_URL"] = Redis.Url,
        ["DATABASE_URL"] = Database.Url,
        ["WORKER_CONCURRENCY"] = "50",
        ["EGRESS_ALLOW"] = "127.0.0.0/8",
        ["LOG_LEVEL"] = "warn",
        ["BULLMQ_PREFIX"] = "bull",
    };

    public static async Task<Stage> SetAsync(int answerAfterMilliseconds = 0)
    {
        var redis = await RedisServer.StartPrivateAsync();
        var postgres = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { Durable = true });
        var database = await postgres.CreateDatabaseAsync();
        var port = FreePort.Next();
        var target = ChildProcess.Start(
            "node", [Repository.File("tests/EasyCron.Interop.Tests/node/bench/target.mjs")],
            new ChildProcessOptions { Environment = new Dictionary<string, string?> { ["PORT"] = $"{port}", ["HOST"] = "0.0.0.0", ["DELAY_MS"] = $"{answerAfterMilliseconds}" } });
        await target.WaitForLineAsync("listening");
        return new Stage(redis, postgres, database, target, port);
    }

    /// <summary>A URL of the target; different numbers are different hosts.</summary>
    public string Url(string path, int host = 0) => $"http://127.0.0.{1 + host}:{_targetPort}/{path}";

    /// <summary>Asks the target about itself.</summary>
    public Task<string> AskTargetAsync(string what) => _client.GetStringAsync($"http://127.0.0.1:{_targetPort}/{what}");

    /// <summary>Writes enabled jobs that anybody may run at any time, by bulk copy.</summary>
    /// <param name="count">How many.</param>
    /// <param name="row">The id, URL and cron expression of each.</param>
    public async Task InsertJobsAsync(int count, Func<int, (string Id, string Url, string Cron)> row)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await using var writer = await connection.BeginTextImportAsync(
            """copy "Job" (id, "teamId", name, "apiUrl", "scheduleMode", "cronExpression", concurrency, "updatedAt") from stdin""");
        for (var i = 0; i < count; i++)
        {
            var (id, url, cron) = row(i);
            await writer.WriteAsync($"{id}\tteam-{i % 20}\tJob {id}\t{url}\tcron\t{cron}\tallow\t2026-01-01 00:00:00\n");
        }
    }

    /// <summary>Waits until so many runs have ended, asking PostgreSQL only once the target has seen them all.</summary>
    public async Task RunsEndedAsync(int requests, int rows)
    {
        while (int.Parse(await AskTargetAsync("count"), System.Globalization.CultureInfo.InvariantCulture) < requests)
        {
            await Task.Delay(20);
        }

        while (await Database.ScalarAsync<long>("""select count(*) from "JobRun" where "finishedAt" is not null""") < rows)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>How many jobs wait for their time.</summary>
    public async Task<long> DelayedAsync() => (await Queue.Inspect.CountsAsync([JobState.Delayed]))[JobState.Delayed];

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _target.DisposeAsync();
        await Database.DisposeAsync();
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
        _client.Dispose();
    }
}
