using EasyCron.BullMq;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>Delivers what lies in the queue of notices and makes the daily summaries, as long as the process lives. Without a way to tell anybody it says so once.</summary>
internal sealed partial class NoticeService(
    NoticeProcessor processor, QueueConnection connection, SummaryLoop summaries, WorkerSettings worker, NoticeSettings settings, ILogger<NoticeService> logger) : BackgroundService
{
    /// <summary>At most two requests a second for the whole fleet, which is Resend's limit: one in each half of a second, so that no two windows add up to more.</summary>
    public static readonly RateLimit Pace = new(1, TimeSpan.FromMilliseconds(500));

    // One receiver that hangs must not hold up the others.
    private const int Concurrency = 8;

    private BullMq.Worker? _deliveries;

    /// <summary>How the queue is worked: slowly, and until a notice is delivered or given up.</summary>
    public static WorkerOptions Options(NoticeProcessor processor, WorkerSettings worker) => new()
    {
        Prefix = worker.Prefix,
        Name = worker.WorkerName,
        Concurrency = Concurrency,
        Limiter = Pace,
        Json = NoticeQueue.Json,
        ShutdownTimeout = worker.ShutdownGrace,
        LockDuration = worker.LockDuration,
        StalledInterval = worker.LockDuration / 6,
        RemoveOnComplete = worker.KeepCompleted,
        RemoveOnFail = worker.KeepFailed,
        BackoffStrategy = NoticeProcessor.WaitAsync,
        Events = new WorkerEvents { OnFailed = processor.ReportAsync },

        // A worker that dies while it delivers says nothing about the notice.
        MaxStalledCount = int.MaxValue,
    };

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_deliveries is { } deliveries)
        {
            await deliveries.StopAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.SendsMail)
        {
            LogNoMail(logger);
        }

        if (!settings.IsOn)
        {
            return;
        }

        try
        {
            _deliveries = new BullMq.Worker(NoticeQueue.Name, connection, processor.ProcessAsync, Options(processor, worker));
            await _deliveries.StartAsync(stoppingToken);
            if (settings.SendsMail)
            {
                await summaries.RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: StopAsync lets what is being delivered end.
        }
    }

    [LoggerMessage(520, LogLevel.Warning, "RESEND_API_KEY is not set: no mail about runs is sent.")]
    private static partial void LogNoMail(ILogger logger);
}
