using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>The course of a run from its begin, or from where the last worker left it, to its end or its next wait.</summary>
internal sealed partial class RunCourse(
    RunWriter runs, RunAttempts attempts, RunEnding ending, StatementRetry retry, RunMetrics metrics, TimeProvider clock, ILogger<RunCourse> logger)
{
    /// <summary>Goes on with a run whose row has just been begun.</summary>
    /// <returns>What becomes of the queue job.</returns>
    public async Task<JobOutcome> BeginAsync(RunWork work, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        // Not until startedAt: a store that is slow to take the row makes the request late too.
        metrics.Begun(work.Request.Trigger, clock.GetUtcNow() - work.Request.ScheduledAt);
        return Quarantine.IsDue(work.QueueJob)
            ? await TakeOutAsync(work, startedAt, attempts: 0, cancellationToken)
            : await GoOnAsync(work, startedAt, attempt: 1, cancellationToken);
    }

    /// <summary>Goes on with a run that was begun before: after a wait, a restart or a crash.</summary>
    /// <param name="work">The run.</param>
    /// <param name="run">Its row.</param>
    /// <param name="askedAt">The start that was asked for just now; where the row shows it, that very start was answered by a row of its own.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <returns>What becomes of the queue job.</returns>
    public async Task<JobOutcome> ResumeAsync(RunWork work, JobRun run, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        if (run.StartedAt.ToUnixTimeMilliseconds() == askedAt.ToUnixTimeMilliseconds())
        {
            return await BeginAsync(work, run.StartedAt, cancellationToken);
        }

        if (Quarantine.IsDue(work.QueueJob))
        {
            return await TakeOutAsync(work, run.StartedAt, run.Attempts, cancellationToken);
        }

        // Nobody knows whether the first attempt of a dead worker ever left, and a run makes at least one request. So the first is repeated once whatever the job allows;
        // from then on lost attempts count like failed ones.
        var policy = work.Definition.Retry;
        var attempt = run.Attempts + 1;
        if (attempt > Math.Max(policy.Attempts, 2))
        {
            return await ending.EndAsync(work, run.StartedAt, RunEnd.Lost(run), cancellationToken);
        }

        if (clock.GetUtcNow() - run.StartedAt >= policy.RunTimeout)
        {
            return await ending.EndAsync(work, run.StartedAt, RunEnd.OutOfTime(run, policy.RunTimeout), cancellationToken);
        }

        LogResumed(logger, run.Id, run.JobId, attempt);
        return await retry.BrieflyAsync(token => runs.RecordAttemptAsync(run.Id, attempt, token), cancellationToken)
            ? await GoOnAsync(work, run.StartedAt, attempt, cancellationToken)
            : JobOutcome.Delayed(clock.GetUtcNow()); // ended or deleted in this very moment: the next look says which
    }

    private async Task<JobOutcome> GoOnAsync(RunWork work, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        using var span = RunTrace.StartRun(work.Request, isFirst: attempt == 1, clock.GetUtcNow());
        var progress = await MakeAttemptsAsync(work, startedAt, attempt, cancellationToken);
        if (progress.End is { } end)
        {
            return await ending.EndAsync(work, startedAt, end, cancellationToken);
        }

        LogWaiting(logger, work.Request.RunId, work.Request.JobId, progress.ContinueAt);
        return JobOutcome.Delayed(progress.ContinueAt);
    }

    private async Task<JobOutcome> TakeOutAsync(RunWork work, DateTimeOffset startedAt, int attempts, CancellationToken cancellationToken)
    {
        var deaths = work.QueueJob.StalledCount;
        LogQuarantined(logger, work.Request.RunId, work.Request.JobId, deaths);
        await ending.EndAsync(work, startedAt, RunEnd.Quarantined(attempts, deaths), cancellationToken);
        return JobOutcome.Failed(Quarantine.Reason(work.QueueJob));
    }

    private async Task<RunAttempts.Progress> MakeAttemptsAsync(RunWork work, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempts.MakeAsync(work, startedAt, attempt, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !TransientFault.Passes(exception))
        {
            // A defect of ours must not leave a row behind that never ends.
            LogFault(logger, exception, work.Request.RunId, work.Request.JobId);
            return new RunAttempts.Progress(RunEnd.Fault(attempt, exception), default);
        }
    }

    [LoggerMessage(216, LogLevel.Information, "Run {RunId} of job {JobId} goes on with attempt {Attempt}.")]
    private static partial void LogResumed(ILogger logger, string runId, string jobId, int attempt);

    [LoggerMessage(217, LogLevel.Debug, "Run {RunId} of job {JobId} is tried again at {ContinueAt:O}.")]
    private static partial void LogWaiting(ILogger logger, string runId, string jobId, DateTimeOffset continueAt);

    [LoggerMessage(218, LogLevel.Error, "Run {RunId} of job {JobId} is taken out: {Deaths} workers ended while they ran it.")]
    private static partial void LogQuarantined(ILogger logger, string runId, string jobId, int deaths);

    [LoggerMessage(219, LogLevel.Error, "Run {RunId} of job {JobId} met a defect of the worker and ends as FAIL.")]
    private static partial void LogFault(ILogger logger, Exception exception, string runId, string jobId);
}
