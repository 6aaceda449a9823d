using System.Globalization;
using EasyCron.BullMq;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests.Chaos;

/// <summary>A fleet of workers, each with proxies of its own to a Redis and a PostgreSQL that nobody else uses, and a target that remembers every request.</summary>
internal sealed class ChaosSite : IAsyncDisposable
{
    /// <summary>Seconds between the occurrences of every scheduled job.</summary>
    public const int Every = 2;

    private readonly PrivateRedisServer _redis;
    private readonly PrivatePostgresServer _postgres;
    private readonly QueueConnection _connection;
    private readonly List<Seat> _seats = [];

    private ChaosSite(PrivateRedisServer redis, PrivatePostgresServer postgres, TestDatabase database, HttpTarget target)
    {
        (_redis, _postgres, Database, Target) = (redis, postgres, database, target);
        _connection = new QueueConnection(redis.Url);
        Queue = new Queue("jobs", _connection);
    }

    public TestDatabase Database { get; }

    public HttpTarget Target { get; }

    public Queue Queue { get; }

    /// <summary>The scheduled jobs by id, with how they treat overlaps.</summary>
    public Dictionary<string, string> Scheduled { get; } = [];

    /// <summary>How often a worker was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>What the workers wrote last.</summary>
    public string Words => string.Join('\n', _seats.Select(seat => $"--- worker {seat.Worker?.Process.Id}\n{seat.Worker?.Process.Output.Tail}"));

    public static async Task<ChaosSite> StartAsync(int workers)
    {
        var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        var postgres = await PostgresServer.StartPrivateAsync();
        var site = new ChaosSite(redis, postgres, await postgres.CreateDatabaseAsync(), await HttpTarget.StartAsync());
        await site.AddJobsAsync();
        for (var i = 0; i < workers; i++)
        {
            var address = site.Database.Address;
            site._seats.Add(new Seat(TcpProxy.Start(redis.Host, redis.Port), TcpProxy.Start(address.Host, address.Port)));
        }

        await Task.WhenAll(site._seats.Select(seat => site.SeatWorkerAsync(seat)));
        return site;
    }

    /// <summary>Lets a fault happen, and pass.</summary>
    public async Task SufferAsync(ChaosFault fault)
    {
        var seat = _seats[fault.Victim % _seats.Count];
        switch (fault.Kind)
        {
            case ChaosKind.Kill:
                Kills++;
                await seat.Worker!.KillAsync();
                await SeatWorkerAsync(seat);
                break;
            case ChaosKind.Replace:
                var old = seat.Worker!;
                await SeatWorkerAsync(seat);
                Assert.That(await old.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero, "a worker that is told to stop ends in good order");
                await old.DisposeAsync();
                break;
            case ChaosKind.CutRedis:
                await DuringAsync(seat.Redis, seat.Redis.Cut, fault.Lasts);
                break;
            case ChaosKind.BlackHoleRedis:
                await DuringAsync(seat.Redis, seat.Redis.BlackHole, fault.Lasts);
                break;
            case ChaosKind.SlowRedis:
                await DuringAsync(seat.Redis, () => seat.Redis.Slow(TimeSpan.FromMilliseconds(200)), fault.Lasts);
                break;
            case ChaosKind.HalfOpenRedis:
                seat.Redis.HalfOpen();
                break;
            case ChaosKind.RestartRedis:
                await _redis.RestartAsync(keepData: true);
                break;
            case ChaosKind.CutPostgres:
                await DuringAsync(seat.Postgres, seat.Postgres.Cut, fault.Lasts);
                break;
            case ChaosKind.BlackHolePostgres:
                await DuringAsync(seat.Postgres, seat.Postgres.BlackHole, fault.Lasts);
                break;
            case ChaosKind.SlowPostgres:
                await DuringAsync(seat.Postgres, () => seat.Postgres.Slow(TimeSpan.FromMilliseconds(200)), fault.Lasts);
                break;
            case ChaosKind.EndSessions:
                await Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
                break;
            case ChaosKind.RestartPostgres:
                await _postgres.StopAsync();
                await _postgres.StartAsync();
                break;
            case ChaosKind.SwitchJob:
                await SwitchAsync("switched", "DISABLED");
                await Task.Delay(fault.Lasts);
                await SwitchAsync("switched", "ENABLED");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault that can be staged.");
        }
    }

    /// <summary>Asks for a run of the job without a schedule, as a person does.</summary>
    public Task ClickAsync() => Queue.AddAsync("execute-now", new { jobId = "clicked" });

    /// <summary>Ends all schedules, as a person does who disables every job.</summary>
    public Task EndSchedulesAsync() => Database.ExecuteAsync("""update "Job" set status = 'DISABLED', "updatedAt" = now() at time zone 'utc' where id <> 'clicked'""");

    /// <summary>Runs a command on the Redis itself.</summary>
    public Task<string> RedisAsync(params string[] command) => _redis.ExecuteAsync(command);

    /// <summary>The ids of the jobs that wait in the queue or are worked on, all of one moment.</summary>
    public async Task<IReadOnlyList<string>> QueuedAsync()
    {
        const string Ids = "local ids = redis.call('ZRANGE', KEYS[1], 0, -1) for i = 2, 3 do for _, id in ipairs(redis.call('LRANGE', KEYS[i], 0, -1)) do ids[#ids + 1] = id end end return ids";
        return (await RedisAsync("EVAL", Ids, "3", "bull:jobs:delayed", "bull:jobs:wait", "bull:jobs:active")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>When the occurrence is due that a queue job stands for; null where it is none.</summary>
    public static DateTimeOffset? DueAt(string queueJobId) =>
        queueJobId.StartsWith("repeat:", StringComparison.Ordinal) ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(queueJobId.Split(':')[^1], CultureInfo.InvariantCulture)) : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var seat in _seats)
        {
            await seat.DisposeAsync();
        }

        await Target.DisposeAsync();
        await _connection.DisposeAsync();
        await Database.DisposeAsync();
        await _postgres.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private static async Task DuringAsync(TcpProxy proxy, Action begin, TimeSpan lasts)
    {
        begin();
        await Task.Delay(lasts);
        proxy.Restore();
    }

    private async Task AddJobsAsync()
    {
        foreach (var concurrency in new[] { "allow", "skip", "queue" })
        {
            for (var i = 0; i < 4; i++)
            {
                await AddAsync($"{concurrency}{i}", concurrency, i);
            }
        }

        await AddAsync("switched", "allow", 0);
        await Database.InsertJobAsync("clicked", ("apiUrl", $"{Target.Url}/clicked"), ("jitter", false), ("retries", 3), ("backoffDelay", 100), ("concurrency", "allow"));
        Target.Answer("/clicked", Answer);
    }

    private async Task AddAsync(string id, string concurrency, int number)
    {
        Scheduled[id] = concurrency;
        await Database.InsertJobAsync(
            id, ("apiUrl", $"{Target.Url}/{id}"), ("jitter", false), ("retries", 3), ("backoffDelay", 100), ("concurrency", concurrency), ("scheduleMode", "cron"),
            ("cronExpression", $"*/{Every} * * * * *"), ("timezone", "UTC"), ("updatedAt", TimeProvider.System.GetUtcNow().AddDays(-1)));
        Target.Answer($"/{id}", number == 3 ? request => Answer(request) with { Delay = TimeSpan.FromMilliseconds(1200) } : Answer);
    }

    // One attempt in ten fails, always the same ones of a run.
    private static HttpAnswer Answer(ReceivedRequest request) =>
        (request.Header("Idempotency-Key")?[^1] ?? 'a') % 10 == 0 && request.Header("EasyCron-Attempt") == "1" ? HttpAnswer.WithStatus(503) : HttpAnswer.Ok("fine");

    private Task<int> SwitchAsync(string jobId, string status) =>
        Database.ExecuteAsync($"""update "Job" set status = '{status}', "updatedAt" = now() at time zone 'utc' where id = '{jobId}'""");

    private async Task SeatWorkerAsync(Seat seat)
    {
        seat.Worker = WorkerProcess.Start(
        [
            ("DATABASE_URL", (Database.Address with { Host = seat.Postgres.Host, Port = seat.Postgres.Port }).Url), ("REDIS_URL", $"redis://{seat.Redis.Host}:{seat.Redis.Port}"),
            ("EGRESS_ALLOW", "127.0.0.1"), ("LOCK_SECONDS", "4"), ("SYNC_INTERVAL_SECONDS", "5"), ("SHUTDOWN_GRACE_SECONDS", "5"), ("LOG_FORMAT", "text"),
        ]);
        await seat.Worker.WaitUntilReadyAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>The place of a worker in the fleet: its ways to the stores stay when it is replaced.</summary>
    private sealed class Seat(TcpProxy redis, TcpProxy postgres) : IAsyncDisposable
    {
        public TcpProxy Redis { get; } = redis;

        public TcpProxy Postgres { get; } = postgres;

        public WorkerProcess? Worker { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (Worker is { } worker)
            {
                await worker.DisposeAsync();
            }

            await Redis.DisposeAsync();
            await Postgres.DisposeAsync();
        }
    }
}
