using EasyCron.Storage;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Upkeep;

/// <summary>
/// Deletes ended runs older than <c>RUN_RETENTION_DAYS</c>, where that is set: once an hour, in small batches with pauses, so that the database hardly feels it.
/// Several workers may do so at once; none waits for another.
/// </summary>
internal sealed partial class RunTrimmer(WorkerSettings settings, RunRetention retention, TimeProvider clock, ILogger<RunTrimmer> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    /// <summary>Deletes what is too old now.</summary>
    /// <returns>How many runs were deleted.</returns>
    public async Task<int> TrimAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        var total = 0;
        await foreach (var deleted in retention.DeleteOlderThanAsync(clock.GetUtcNow() - keep, cancellationToken: cancellationToken))
        {
            total += deleted;
            await Task.Delay(Breath, clock, cancellationToken);
        }

        return total;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.RunRetention is not { } keep)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryTrimAsync(keep, stoppingToken) ? Between : AfterFault;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryTrimAsync(TimeSpan keep, CancellationToken stoppingToken)
    {
        try
        {
            if (await TrimAsync(keep, stoppingToken) is > 0 and var total)
            {
                LogTrimmed(total, keep.TotalDays);
            }

            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception exception) when (TransientFault.Passes(exception))
        {
            LogAway(exception.GetBaseException().Message);
            return false;
        }
#pragma warning disable CA1031 // What reaches here, such as a missing right, must not end the worker, and has to be seen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception.GetBaseException().Message);
            return true;
        }
    }

    [LoggerMessage(620, LogLevel.Information, "{Count} runs that ended more than {Days} days ago are deleted.")]
    private partial void LogTrimmed(int count, double days);

    [LoggerMessage(622, LogLevel.Debug, "Old runs are not deleted now, the database is away: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(621, LogLevel.Error, "Old runs could not be deleted ({Reason}); trying again in an hour.")]
    private partial void LogFailed(string reason);
}
