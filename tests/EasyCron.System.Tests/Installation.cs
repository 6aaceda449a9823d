using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests;

/// <summary>Everything an installation of the product consists of, for one test alone: tables, queue, worker processes, and a target that remembers every request.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly List<WorkerProcess> _workers = [];

    private Installation(RedisServer redis, TestDatabase database, HttpTarget target)
    {
        _redis = redis;
        Database = database;
        Target = target;
        Prefix = redis.FreePrefix();
        Connection = new QueueConnection(redis.Url);
        Queue = new Queue("jobs", Connection, new QueueOptions { Prefix = Prefix });
    }

    /// <summary>The app's tables.</summary>
    public TestDatabase Database { get; }

    /// <summary>The queue as the app sees it.</summary>
    public Queue Queue { get; }

    /// <summary>The queue's connection.</summary>
    public QueueConnection Connection { get; }

    /// <summary>The prefix of all keys in Redis.</summary>
    public string Prefix { get; }

    /// <summary>Where jobs send their requests unless they say otherwise.</summary>
    public HttpTarget Target { get; }

    /// <summary>The Redis that <see cref="Queue"/> lies in.</summary>
    public RedisServer Redis => _redis;

    /// <summary>All workers that were ever started, the dead included.</summary>
    public IReadOnlyList<WorkerProcess> Workers => _workers;

    /// <summary>Sets up what workers need, and none of them yet.</summary>
    public static async Task<Installation> CreateAsync()
    {
        var postgres = await PostgresServer.SharedAsync();
        return new Installation(await RedisServer.SharedAsync(), await postgres.CreateDatabaseAsync(), await HttpTarget.StartAsync());
    }

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <param name="settings">Settings of its own, in place of the usual ones.</param>
    public async Task<WorkerProcess> StartWorkerAsync(params (string Name, string? Value)[] settings)
    {
        (string, string?)[] usual =
        [
            ("DATABASE_URL", Database.Url), ("REDIS_URL", _redis.Url), ("BULLMQ_PREFIX", Prefix), ("EGRESS_ALLOW", "127.0.0.1"), ("LOCK_SECONDS", "4"),
            ("LOG_FORMAT", "text"),
        ];
        var worker = WorkerProcess.Start([.. usual, .. settings]);
        _workers.Add(worker);
        await worker.WaitUntilReadyAsync(TimeSpan.FromMinutes(1));
        return worker;
    }

    /// <summary>Starts a proxy to Redis and returns it with the setting that leads a worker through it.</summary>
    public (TcpProxy Proxy, (string, string?) Setting) ProxyRedis()
    {
        var proxy = TcpProxy.Start(_redis.Host, _redis.Port);
        var password = _redis.Password is { } secret ? $":{Uri.EscapeDataString(secret)}@" : "";
        return (proxy, ("REDIS_URL", $"redis://{password}{proxy.Host}:{proxy.Port}"));
    }

    /// <summary>Starts a proxy to PostgreSQL and returns it with the setting that leads a worker through it.</summary>
    public (TcpProxy Proxy, (string, string?) Setting) ProxyPostgres()
    {
        var proxy = TcpProxy.Start(Database.Address.Host, Database.Address.Port);
        return (proxy, ("DATABASE_URL", (Database.Address with { Host = proxy.Host, Port = proxy.Port }).Url));
    }

    /// <summary>Makes a job without a schedule that calls <c>/ID</c> of the target, as the app would.</summary>
    /// <param name="columns">What differs from the schema's defaults.</param>
    /// <returns>The job's id.</returns>
    public async Task<string> AddJobAsync(params (string Column, object? Value)[] columns)
    {
        var id = $"c{UniqueName.Next()}";
        await Database.InsertJobAsync(id, [("apiUrl", $"{Target.Url}/{id}"), ("jitter", false), .. columns]);
        return id;
    }

    /// <summary>Clicks "execute now", as the app does.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="data">The data in place of <c>{"jobId":...}</c>.</param>
    /// <returns>The id of the queue job.</returns>
    public async Task<string> ClickAsync(string jobId, object? data = null) => (await Queue.AddAsync("execute-now", data ?? new { jobId })).Id;

    /// <summary>Asks for a run that was due at a certain time and that nobody asked for, as a new deployment does.</summary>
    /// <returns>The id of the queue job.</returns>
    public async Task<string> AddDueAsync(string jobId, DateTimeOffset? due = null)
    {
        var milliseconds = (due ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds();
        return (await Queue.AddAsync(jobId, new { jobId }, new JobOptions { JobId = $"deploy:{jobId}:{milliseconds}" })).Id;
    }

    /// <summary>Waits until a queue job has ended, well or badly.</summary>
    public async Task<Job> WaitForEndAsync(string queueJobId, TimeSpan? deadline = null)
    {
        try
        {
            await Eventually.BecomesAsync(
                () => Queue.Inspect.StateAsync(queueJobId), state => state is JobState.Completed or JobState.Failed, deadline ?? TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException exception)
        {
            var workers = Workers.Select(worker => $"--- worker {worker.Process.Id}, {(worker.Process.HasExited ? "ended" : "running")}\n{worker.Process.Output.Tail}");
            throw new AssertionException($"{exception.Message}\n{string.Join('\n', workers)}");
        }

        return await Queue.GetJobAsync(queueJobId) ?? throw new AssertionException($"Queue job {queueJobId} is gone.");
    }

    /// <summary>Waits until a queue job has ended and returns what it returned.</summary>
    public async Task<JsonElement> WaitForResultAsync(string queueJobId, TimeSpan? deadline = null)
    {
        var job = await WaitForEndAsync(queueJobId, deadline);
        Assert.That(job.FailedReason, Is.Null);
        return job.GetReturnValue<JsonElement>();
    }

    /// <summary>Clicks and waits for the end of the run.</summary>
    /// <returns>The row of the run.</returns>
    public async Task<RunRow> RunAsync(string jobId, object? data = null)
    {
        var result = await WaitForResultAsync(await ClickAsync(jobId, data));
        Assert.That(result.TryGetProperty("runId", out var runId), Is.True, $"There was no run: {result}");
        return (await RunsAsync(jobId)).Single(run => run.Id == runId.GetString());
    }

    /// <summary>Reads the runs of a job, or of all jobs.</summary>
    public Task<IReadOnlyList<RunRow>> RunsAsync(string? jobId = null) => RunRow.ListAsync(Database.DataSource, jobId);

    /// <summary>Waits until the runs of a job are as wanted.</summary>
    public Task<IReadOnlyList<RunRow>> WaitForRunsAsync(string jobId, Func<IReadOnlyList<RunRow>, bool> condition, TimeSpan? deadline = null) =>
        Eventually.BecomesAsync(() => RunsAsync(jobId), condition, deadline ?? TimeSpan.FromMinutes(1));

    /// <summary>The requests that the target received for a job.</summary>
    public IReadOnlyList<ReceivedRequest> Hits(string jobId) => [.. Target.Requests.Where(request => request.Path == $"/{jobId}")];

    /// <summary>Ends all workers, and removes what the test made.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Target.DisposeAsync();
        await Queue.Maintain.ObliterateAsync(force: true);
        await Connection.DisposeAsync();
        await Database.DisposeAsync();
    }
}
