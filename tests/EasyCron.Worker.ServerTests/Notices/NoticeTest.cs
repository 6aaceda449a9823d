using System.Diagnostics.Metrics;
using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Redis;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Settings;
using Microsoft.Extensions.Logging;

namespace EasyCron.Worker.ServerTests.Notices;

/// <summary>A test with a database, a prefix in Redis and the parts of notices on real servers.</summary>
public abstract class NoticeTest
{
    private readonly List<Func<ValueTask>> _close = [];

    protected ListLoggerProvider Logs { get; } = new();

    protected RedisServer Redis { get; private set; } = null!;

    protected TestDatabase Database { get; private set; } = null!;

    protected string Prefix { get; private set; } = "";

    /// <summary>The clock of whatever is made after it was set.</summary>
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    internal NoticeSettings Settings { get; set; } = new() { ResendApiKey = "re_test", From = "EasyCron <alerts@example.com>" };

    [SetUp]
    public async Task OpenAsync()
    {
        Redis = await RedisServer.SharedAsync();
        Prefix = Redis.FreePrefix();
        Database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var close in Enumerable.Reverse(_close))
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

    /// <summary>One worker of a fleet: connections of its own, and what notices consist of.</summary>
    internal Instance MakeInstance()
    {
        var logging = new LoggerFactory([Logs]);
        var connection = new QueueConnection(QueueConnectionOptions.Parse(Redis.Url) with { Logging = logging });
        var jobsQueue = new Queue("jobs", connection, new QueueOptions { Prefix = Prefix });
        var database = new Database(PostgresSettings.FromUrl(Database.Url, "DATABASE_URL"));
        var name = new QueueName(NoticeQueue.Name, Prefix);
        var (ledger, queue, skips) = (new NoticeLedger(connection, name, Clock), new NoticeQueue(connection, Prefix), new SkipTally(connection, name));
        var (jobs, runs) = (new JobRepository(database), new JobRunRepository(database));
        var meters = new PlainMeters();
        var metrics = new NoticeMetrics(meters);
        var observer = new NoticeObserver(ledger, queue, skips, runs, jobsQueue, Settings, metrics, logging.CreateLogger<NoticeObserver>());
        var summaries = new DailySummaries(
            jobs, new RunSummaries(database), jobsQueue, skips, queue, connection, Settings, Clock, logging.CreateLogger<DailySummaries>());
        _close.AddRange([connection.DisposeAsync, database.DisposeAsync, () => { meters.Dispose(); return ValueTask.CompletedTask; }]);
        return new Instance(connection, jobsQueue, ledger, queue, skips, observer, summaries, metrics, jobs, logging);
    }

    /// <summary>Reads a job and makes an ended run of it, as the runs would tell it.</summary>
    internal static async Task<EndedRun> EndAsync(
        Instance instance, string jobId, string runId, RunState state = RunState.Fail, bool disabled = false, string queueJobId = "1", DateTimeOffset? at = null)
    {
        var start = at ?? new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
        var run = new JobRun
        {
            Id = runId,
            JobId = jobId,
            State = state,
            StartedAt = start,
            FinishedAt = start.AddSeconds(2),
            Attempts = 1,
            ExitCode = state == RunState.Ok ? 200 : 500,
            Log = state == RunState.Ok ? "fine" : "HTTP 500: broken",
        };
        return new EndedRun((await instance.Jobs.GetAsync(jobId))!, run, RunTrigger.Manual, start, queueJobId, disabled);
    }

    /// <summary>Starts delivering to an address, as a worker does.</summary>
    internal async Task DeliverAsync(Instance instance, string resendUrl)
    {
        var settings = Settings with { ResendBaseUrl = new Uri(resendUrl) };
        var resend = new ResendClient(NoticeServices.ResendHttp(), settings, TimeProvider.System);
        var hooks = new HookClient(NoticeServices.ResendHttp(), settings, TimeProvider.System);
        var processor = new NoticeProcessor(resend, hooks, settings, instance.Metrics, instance.Logging.CreateLogger<NoticeProcessor>());
        var worker = EnvironmentSettings.Read(new Dictionary<string, string> { ["DATABASE_URL"] = Database.Url, ["REDIS_URL"] = Redis.Url, ["BULLMQ_PREFIX"] = Prefix });
        var deliveries = new BullMq.Worker(NoticeQueue.Name, instance.Connection, processor.ProcessAsync, NoticeService.Options(processor, worker));
        await deliveries.StartAsync();
        _close.Add(deliveries.DisposeAsync);
    }

    /// <summary>The notices in line, the oldest first.</summary>
    internal static async Task<IReadOnlyList<Notice>> WaitingAsync(Instance instance)
    {
        var waiting = new List<Notice>();
        await foreach (var job in instance.Notices.Queue.Inspect.ListAsync(JobState.Waiting))
        {
            waiting.Add(JsonSerializer.Deserialize<Notice>(job.DataJson.Span, NoticeQueue.Json)!);
        }

        return waiting;
    }

    internal sealed record Instance(
        QueueConnection Connection, Queue JobsQueue, NoticeLedger Ledger, NoticeQueue Notices, SkipTally Skips, NoticeObserver Observer, DailySummaries Summaries,
        NoticeMetrics Metrics, JobRepository Jobs, ILoggerFactory Logging);

    private sealed class PlainMeters : IMeterFactory
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
