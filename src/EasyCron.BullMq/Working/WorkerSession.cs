using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>What all parts of one worker share: the queue, the way to Redis, the terms, and the way errors are told.</summary>
internal sealed partial class WorkerSession
{
    private readonly string _workerId = Guid.NewGuid().ToString();
    private long _fetches = -1;

    public WorkerSession(QueueKeys keys, QueueConnection connection, WorkerOptions options)
    {
        Keys = keys;
        Connection = connection;
        Options = options;
        Queue = new QueueSession(keys, connection, options.Json);
        Terms = new FetchTerms(options.LockDuration, options.Limiter, options.Name);
        Logger = connection.Logging.CreateLogger("EasyCron.BullMq.Worker");
    }

    public QueueKeys Keys { get; }

    /// <summary>What the handles of jobs need.</summary>
    public QueueSession Queue { get; }

    public QueueConnection Connection { get; }

    public LuaRunner Lua => Connection.Lua;

    public TimeProvider Clock => Connection.Clock;

    public WorkerOptions Options { get; }

    public FetchTerms Terms { get; }

    public ILogger Logger { get; }

    public RunningJobs Running { get; } = new();

    /// <summary>Fired when the worker may not wait for Redis any longer: the last phase of stopping.</summary>
    public CancellationTokenSource GiveUp { get; } = new();

    public long Now => Clock.NowMilliseconds();

    /// <summary>A token for one fetch, in BullMQ's form: the worker's id and a running number.</summary>
    public string NextToken() => $"{_workerId}:{Interlocked.Increment(ref _fetches)}";

    /// <summary>Tells the owner of an error outside a processor.</summary>
    public async ValueTask ReportAsync(Exception error)
    {
        LogError(Logger, error, Keys.Queue.Qualified, error.Message);
        if (Options.Events.OnError is { } callback)
        {
            await GuardAsync(nameof(WorkerEvents.OnError), error, callback).ConfigureAwait(false);
        }
    }

    /// <summary>Runs an owner's callback so that its errors stay its own.</summary>
    public async ValueTask GuardAsync<T>(string name, T argument, Func<T, ValueTask>? callback)
    {
        if (callback is null)
        {
            return;
        }

        try
        {
            await callback(argument).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The owner's code may throw anything, and none of it may reach the job.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallbackFailed(Logger, exception, name);
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "Worker of {Queue}: {Reason}")]
    private static partial void LogError(ILogger logger, Exception exception, string queue, string reason);

    [LoggerMessage(21, LogLevel.Error, "The callback {Callback} threw; the job it was told about is not affected.")]
    private static partial void LogCallbackFailed(ILogger logger, Exception exception, string callback);
}
