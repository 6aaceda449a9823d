using System.Diagnostics.Metrics;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Redis;
using EasyCron.Worker.Schedule;
using EasyCron.Worker.Settings;
using Microsoft.Extensions.Logging;

namespace EasyCron.Worker.ServerTests.Schedule;

/// <summary>A test with a database, a queue and a keeper of its own on real servers.</summary>
public abstract class KeeperTest
{
    private readonly List<Func<ValueTask>> _close = [];

    protected ListLoggerProvider Logs { get; } = new();

    protected RedisServer Redis { get; private set; } = null!;

    protected TestDatabase Database { get; private set; } = null!;

    protected string Prefix { get; private set; } = "";

    /// <summary>The clock the keepers decide by; a test that moves it sets it before it makes a keeper.</summary>
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    protected bool CatchUp { get; set; } = true;

    internal Instance Main { get; private set; } = null!;

    internal QueueSchedulers Schedulers => Main.Queue.Schedulers;

    protected virtual Task<RedisServer> StartRedisAsync() => RedisServer.SharedAsync();

    [SetUp]
    public async Task OpenAsync()
    {
        Redis = await StartRedisAsync();
        Prefix = Redis.FreePrefix();
        Database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Main = MakeInstance();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var close in _close)
        {
            await close();
        }

        await Database.DisposeAsync();
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            foreach (var entry in Logs.Entries)
            {
                await TestContext.Out.WriteLineAsync(entry.ToString());
            }
        }
    }

    /// <summary>One instance of a fleet: connections and a keeper of its own.</summary>
    internal Instance MakeInstance(string deployId = "test")
    {
        var logging = new LoggerFactory([Logs]);
        var connection = new QueueConnection(QueueConnectionOptions.Parse(Redis.Url) with { Logging = logging, Clock = Clock });
        var queue = new Queue("jobs", connection, new QueueOptions { Prefix = Prefix });
        var postgres = PostgresSettings.FromUrl(Database.Url, "DATABASE_URL");
        var database = new Database(postgres);
        var settings = EnvironmentSettings.Read(new Dictionary<string, string>
        {
            ["DATABASE_URL"] = Database.Url,
            ["REDIS_URL"] = Redis.Url,
            ["DEPLOY_ID"] = deployId,
        }) with
        { CatchUp = CatchUp };
        var (jobs, runs) = (new JobRepository(database), new JobRunRepository(database));
        var (status, clocks) = (new KeeperStatus(), new ClockSense(Clock, logging.CreateLogger<ClockSense>()));
        var meters = new PlainMeterFactory();
        var metrics = new ScheduleMetrics(meters, status, clocks);
        var catchUps = new CatchUps(runs, metrics, Clock, new CatchUpSettings(CatchUp), logging.CreateLogger<CatchUps>());
        var keeper = new ScheduleKeeper(jobs, runs, queue, catchUps, clocks, Clock, logging.CreateLogger<ScheduleKeeper>());
        var lease = new KeeperLease(connection, queue.Name, Guid.NewGuid().ToString());
        var deployRuns = new DeployRuns(jobs, runs, queue, connection, settings, Clock, logging.CreateLogger<DeployRuns>());
        var loop = new ScheduleKeeperLoop(keeper, lease, deployRuns, queue, database, status, clocks, metrics, settings, Clock, logging.CreateLogger<ScheduleKeeperLoop>());
        _close.AddRange([connection.DisposeAsync, database.DisposeAsync, () => { meters.Dispose(); return ValueTask.CompletedTask; }]);
        return new Instance(queue, connection, database, keeper, loop, lease, deployRuns, status, clocks, new RunWriter(database));
    }

    /// <summary>Inserts an enabled job with a cron expression, last changed two days ago.</summary>
    protected Task AddJobAsync(string id, string cron, params (string Column, object? Value)[] columns) => Database.InsertJobAsync(
        id,
        [("scheduleMode", "cron"), ("cronExpression", cron), ("timezone", "UTC"), ("updatedAt", Clock.GetUtcNow().AddDays(-2)), .. columns]);

    /// <summary>A plain Redis command on the queue's keys; <c>%</c> at the beginning stands for the queue's prefix.</summary>
    protected async Task<string> RedisAsync(params string[] command) =>
        (await Redis.ExecuteAsync([.. command.Select(part => part.Length > 0 && part[0] == '%' ? $"{Prefix}:jobs:{part[1..]}" : part)])).TrimEnd('\n');

    protected async Task<IReadOnlyList<string>> DelayedJobsAsync() =>
        (await RedisAsync("ZRANGE", "%delayed", "0", "-1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Counts what changes a queue: its events, which every write to it makes.</summary>
    protected async Task<long> EventsAsync() => long.Parse((await RedisAsync("XLEN", "%events")).Trim());

    internal sealed record Instance(
        Queue Queue, QueueConnection Connection, Database Database, ScheduleKeeper Keeper, ScheduleKeeperLoop Loop, KeeperLease Lease, DeployRuns DeployRuns,
        KeeperStatus Status, ClockSense Clocks, RunWriter Runs)
    {
        public Task<KeeperPass> FullPassAsync(bool wasAway = false, bool neverKept = false) => Keeper.FullPassAsync(new PassCircumstances(wasAway, neverKept));
    }

    private sealed class PlainMeterFactory : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            _made.Add(new Meter(options));
            return _made[^1];
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
