using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The line of runs of a job with concurrency <c>queue</c>. Their rows stand QUEUED in PostgreSQL, which decides whose turn it is; their queue jobs lie delayed in Redis
/// and hold no slot. Whoever ends a run wakes the next one, so that looking again by the clock is needed only where a whole store was lost in between.
/// </summary>
internal sealed partial class WaitingLine(
    Queue queue, RunQueueJobs queueJobs, RunWriter runs, StatementRetry retry, TimeProvider clock, ILogger<WaitingLine> logger)
{
    private static readonly TimeSpan LookForEachPlace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    // A queue job that stays at work so long is at a dead worker's; whoever gets it next looks at the line anyway.
    private const int MostLooks = 40;

    /// <summary>When a waiting run looks again although nobody woke it. The farther back, the later, so that a long line costs little more than a short one.</summary>
    /// <param name="place">Its place in line; 1 is next.</param>
    public DateTimeOffset NextLook(int place)
    {
        var wait = LookForEachPlace * place;
        return clock.GetUtcNow() + (wait < LongestLook ? wait : LongestLook);
    }

    /// <summary>Wakes the run of a job whose turn it is, if there is one.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public async Task WakeNextAsync(string jobId, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks && await NextAsync(jobId, cancellationToken) is { } runId; look++)
        {
            var queueJobId = await retry.BrieflyAsync(token => queueJobs.FindAsync(jobId, runId, token), cancellationToken);
            if (queueJobId is null || await TryPromoteAsync(queueJobId, cancellationToken))
            {
                LogWoken(logger, runId, jobId);
                return;
            }

            // Somebody is just putting it in line: it has been told to wait, and does not lie there yet.
            await Task.Delay(Settling, clock, cancellationToken);
        }
    }

    /// <returns>False while the queue job is at work.</returns>
    private async Task<bool> TryPromoteAsync(string queueJobId, CancellationToken cancellationToken)
    {
        if (await queue.GetJobAsync(queueJobId, cancellationToken) is not { } queueJob)
        {
            return true;
        }

        try
        {
            await queueJob.PromoteAsync(cancellationToken);
            return true;
        }
        catch (JobNotInStateException)
        {
            return await queueJob.StateAsync(cancellationToken) is not (JobState.Active or JobState.Delayed);
        }
        catch (JobNotFoundException)
        {
            return true;
        }
    }

    private async Task<string?> NextAsync(string jobId, CancellationToken cancellationToken) =>
        await retry.BrieflyAsync(token => runs.NextInLineAsync(jobId, token), cancellationToken);

    [LoggerMessage(225, LogLevel.Debug, "Run {RunId} of job {JobId} is next in line and woken.")]
    private static partial void LogWoken(ILogger logger, string runId, string jobId);
}
