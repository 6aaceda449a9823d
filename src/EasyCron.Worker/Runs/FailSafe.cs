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
    /// <summary>Looks at a job after one of its runs has ended; may be repeated.</summary>
    /// <param name="job">The job as the run knew it.</param>
    /// <param name="run">The run, ended.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    /// <returns>Whether this run is the one that made us disable the job, now or before a crash.</returns>
    public async Task<bool> CheckAsync(CronJob job, JobRun run, CancellationToken cancellationToken)
    {
        if (job.FailSafeThreshold <= 0 || run.State is not (RunState.Fail or RunState.Timeout) || run.FinishedAt is not { } finishedAt || RunLog.IsOwnFault(run))
        {
            return false;
        }

        if (job.Status != JobStatus.Enabled)
        {
            return job.UpdatedAt == finishedAt;
        }

        var failures = await retry.BrieflyAsync(token => runs.CountConsecutiveFailuresAsync(job.Id, job.UpdatedAt, job.FailSafeThreshold, token), cancellationToken);
        if (failures < job.FailSafeThreshold
            || !await retry.BrieflyAsync(token => jobs.DisableAsync(job.Id, job.UpdatedAt, finishedAt, token), cancellationToken))
        {
            return false;
        }

        LogDisabled(logger, job.Id, failures);
        metrics.Disabled();
        await RemoveSchedulerAsync(job.Id, cancellationToken);
        return true;
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
