using EasyCron.BullMq.Redis;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Redis;
using StackExchange.Redis;

namespace EasyCron.BullMq.RedisTests;

/// <summary>A test with a queue of its own on a real Redis.</summary>
public abstract class QueueTest
{
    private readonly List<Worker> _workers = [];

    protected ListLoggerProvider Logs { get; } = new();

    protected QueueConnection Connection { get; private set; } = null!;

    protected Queue Queue { get; private set; } = null!;

    protected RedisServer Server { get; private set; } = null!;

    protected string Prefix { get; private set; } = "";

    internal QueueKeys Keys => new(Queue.Name);

    [SetUp]
    public async Task OpenQueueAsync()
    {
        Server = await RedisServer.SharedAsync();
        Prefix = Server.FreePrefix();
        Connection = Connect();
        Queue = new Queue("q", Connection, new QueueOptions { Prefix = Prefix });
    }

    [TearDown]
    public async Task CloseQueueAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(new CancellationToken(canceled: true));
        }

        await Connection.DisposeAsync();
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            foreach (var entry in Logs.Entries)
            {
                await TestContext.Out.WriteLineAsync(entry.ToString());
            }
        }
    }

    protected QueueConnection Connect() => new(QueueConnectionOptions.Parse(Server.Url) with { Logging = new Microsoft.Extensions.Logging.LoggerFactory([Logs]) });

    /// <summary>Starts a worker on the test's queue; it is stopped at the end.</summary>
    protected async Task<Worker> StartWorkerAsync(JobProcessor processor, WorkerOptions? options = null, QueueConnection? connection = null)
    {
        var worker = new Worker("q", connection ?? Connection, processor, (options ?? new WorkerOptions()) with { Prefix = Prefix });
        StopAtTheEnd(worker);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Has a worker that the test made itself stopped at its end.</summary>
    protected void StopAtTheEnd(Worker worker) => _workers.Add(worker);

    /// <summary>A plain command, past the library.</summary>
    protected Task<RedisResult> RedisAsync(string command, params object[] arguments) => Connection.Link.ExecuteAsync(command, arguments, CancellationToken.None);

    protected async Task<string?> FieldAsync(string jobId, string field) => RedisReply.Text(await RedisAsync("HGET", Keys.Job(jobId), field));

    /// <summary>The event stream as lines "event jobId ...", oldest first.</summary>
    protected async Task<IReadOnlyList<string>> EventsAsync()
    {
        var entries = RedisReply.Items(await RedisAsync("XRANGE", Keys.Events, "-", "+"));
        return [.. entries.Select(entry => string.Join(' ', RedisReply.Items(RedisReply.Items(entry)[1]).Where((_, i) => i % 2 == 1).Select(RedisReply.Text)))];
    }
}
