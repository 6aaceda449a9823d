using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>Disables a job that has failed too often in a row (<c>failSafeThreshold</c>), unless somebody has changed it meanwhile.</summary>
/// <remarks>
/// What counts are runs, not attempts, that ended FAIL or TIMEOUT and were started after the job was last changed; OK starts anew, and ends that were our own fault
/// do not count. The job's <c>updatedAt</c> becomes the end of the run that tipped the scale, so that a redelivery after a crash sees that this very run did it.
/// </remarks>
internal sealed partial class FailSafe(JobRepository jobs, JobRunRepository runs, Queue queue, StatementRetry retry, RunMetrics metrics, ILogger<FailSafe> logger)
{
    private const int MostCounted = 100;

    /// <summary>Looks at a job after one of its runs has ended; may be repeated.</summary>
    /// <param name="job">The job as the run knew it.</param>
    /// <param name="run">The run, ended.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    /// <returns>How many runs in a row have failed by now, and whether this run is the one that made us disable the job, now or before a crash.</returns>
    public async Task<FailSafeFinding> CheckAsync(CronJob job, JobRun run, CancellationToken cancellationToken)
    {
        if (run.State is not (RunState.Fail or RunState.Timeout) || run.FinishedAt is not { } finishedAt || RunLog.IsOwnFault(run))
        {
            return default;
        }

        var threshold = job.FailSafeThreshold;
        if (threshold > 0 && job.Status != JobStatus.Enabled && job.UpdatedAt == finishedAt)
        {
            // Disabling has set the time from which failures count, so there is nothing left to count.
            return new FailSafeFinding(threshold, DisabledJob: true);
        }

        var most = Math.Max(threshold, MostCounted);
        var failures = await retry.BrieflyAsync(token => runs.CountConsecutiveFailuresAsync(job.Id, job.UpdatedAt, most, token), cancellationToken);
        if (threshold <= 0 || job.Status != JobStatus.Enabled || failures < threshold
            || !await retry.BrieflyAsync(token => jobs.DisableAsync(job.Id, job.UpdatedAt, finishedAt, token), cancellationToken))
        {
            return new FailSafeFinding(failures, DisabledJob: false);
        }

        LogDisabled(logger, job.Id, failures);
        metrics.Disabled();
        await RemoveSchedulerAsync(job.Id, cancellationToken);
        return new FailSafeFinding(failures, DisabledJob: true);
    }

    /// <summary>At once rather than at the keeper's next pass, so that no further occurrence comes up.</summary>
    private async Task RemoveSchedulerAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            await queue.Schedulers.RemoveAsync(jobId, cancellationToken);
        }
        catch (QueueException exception)
        {
            LogSchedulerStays(logger, jobId, exception.Message);
        }
    }

    [LoggerMessage(230, LogLevel.Warning, "Job {JobId} is disabled: its last {Failures} runs failed (failSafeThreshold).")]
    private static partial void LogDisabled(ILogger logger, string jobId, int failures);

    [LoggerMessage(231, LogLevel.Warning, "The schedule of job {JobId}, now disabled, is not removed yet ({Reason}); the next pass over the schedules does it.")]
    private static partial void LogSchedulerStays(ILogger logger, string jobId, string reason);
}

/// <summary>What the fail-safe found after a run.</summary>
/// <param name="Failures">How many runs in a row have failed by now, counted to 100 or the threshold; 0 after a good one.</param>
/// <param name="DisabledJob">Whether the run is the one that made us disable the job.</param>
internal readonly record struct FailSafeFinding(int Failures, bool DisabledJob);
