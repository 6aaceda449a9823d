using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Notices;

/// <summary>When the daily summaries are looked after: at the start, and shortly after each quarter of an hour, on one of which every time zone's hour begins.</summary>
internal sealed partial class SummaryLoop(DailySummaries summaries, TimeProvider clock, ILogger<SummaryLoop> logger)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Runs until told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = await PassAsync(cancellationToken) ? UntilNextQuarter() : AfterFailure;
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await summaries.MakeDueAsync(cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // The loop outlives whatever a pass meets; the next one makes good for it.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (PostgresFault.IsTransient(exception) || exception is QueueException)
            {
                LogStoreAway(logger, exception.Message);
            }
            else
            {
                LogFailed(logger, exception);
            }

            return false;
        }
    }

    // One second late: a clock that is a little behind must not miss the hour by a quarter.
    private TimeSpan UntilNextQuarter() => TimeSpan.FromTicks(Quarter.Ticks - (clock.GetUtcNow().UtcTicks % Quarter.Ticks)) + TimeSpan.FromSeconds(1);

    [LoggerMessage(530, LogLevel.Warning, "The daily summaries wait, a store is away: {Reason}")]
    private static partial void LogStoreAway(ILogger logger, string reason);

    [LoggerMessage(531, LogLevel.Error, "The daily summaries could not be made; they are tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
