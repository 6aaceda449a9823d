using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The end of a run: its row first, then what follows from it, and only then does the queue forget the request. A worker that dies in between leaves the request in
/// the queue, and whoever gets it again finds the row ended and does what follows once more; so all of it may be repeated.
/// </summary>
internal sealed partial class RunEnding(
    RunWriter runs, StatementRetry retry, FailSafe failSafe, WaitingLine line, RunQueueJobs queueJobs, IEnumerable<IRunObserver> observers, RunMetrics metrics,
    TimeProvider clock, ILogger<RunEnding> logger)
{
    private readonly IRunObserver[] _observers = [.. observers];

    /// <summary>Stores the end, which exists nowhere else: while PostgreSQL is away the worker keeps trying, until it is told to stop.</summary>
    /// <returns>What the queue job returns.</returns>
    public async Task<JobOutcome> EndAsync(RunWork work, DateTimeOffset startedAt, RunEnd end, CancellationToken cancellationToken)
    {
        work.LeaveSlot();
        var request = work.Request;
        var finish = new RunFinish
        {
            RunId = request.RunId,
            JobId = request.JobId,
            State = end.State,
            FinishedAt = Milliseconds(clock.GetUtcNow()),
            Attempts = end.Attempts,
            ExitCode = end.ExitCode,
            Log = end.Log,
        };
        var outcome = await retry.UntilItSucceedsAsync($"The end of run {request.RunId}", token => runs.FinishAsync(finish, token), cancellationToken);
        await WakeNextAsync(work, cancellationToken);
        switch (outcome)
        {
            case FinishOutcome.RunGone:
                LogRowGone(logger, request.RunId, request.JobId, end.State);
                break;
            case FinishOutcome.AlreadyFinished(var state):
                // Whoever ended it has told those who must know.
                LogEndedElsewhere(logger, request.RunId, request.JobId, state, end.State);
                return RunResult.Ended(request.RunId, state, end.Attempts, end.ExitCode);
            default:
                LogEnded(
                    logger, request.RunId, request.JobId, request.Trigger, end.State, end.Attempts, end.ExitCode, (finish.FinishedAt - startedAt).TotalMilliseconds,
                    (startedAt - request.ScheduledAt).TotalMilliseconds);
                metrics.Ended(end.State, request.Trigger, finish.FinishedAt - startedAt);
                await TellAsync(work, Row(finish, Milliseconds(startedAt)), cancellationToken);
                break;
        }

        return RunResult.Ended(request.RunId, end.State, end.Attempts, end.ExitCode);
    }

    /// <summary>Does what follows the end of a run once more, because a worker may have died after the end and before all of it was done.</summary>
    /// <returns>What the queue job returns.</returns>
    public async Task<JobOutcome> RepeatAsync(RunWork work, JobRun run, CancellationToken cancellationToken)
    {
        metrics.Repeated();
        LogRepeated(logger, run.Id, run.JobId, run.State);
        return await FollowUpAsync(work, run, cancellationToken);
    }

    /// <summary>Does what follows an end that somebody else has stored.</summary>
    /// <returns>What the queue job returns.</returns>
    public async Task<JobOutcome> FollowUpAsync(RunWork work, JobRun run, CancellationToken cancellationToken)
    {
        await WakeNextAsync(work, cancellationToken);
        await TellAsync(work, run, cancellationToken);
        return RunResult.Ended(run.Id, run.State, run.Attempts, run.ExitCode);
    }

    /// <summary>Tells of an occurrence that was turned away.</summary>
    /// <returns>What the queue job returns.</returns>
    public async Task<JobOutcome> SkipAsync(RunRequest request, SkipReason reason, string? detail, CancellationToken cancellationToken)
    {
        LogSkipped(logger, request.JobId, request.Trigger, request.ScheduledAt, detail ?? reason.Text());
        metrics.Skipped(reason);
        var skipped = new SkippedRun(request.JobId, request.RunId, request.Trigger, request.ScheduledAt, reason);
        await TellObserversAsync(request, (observer, token) => observer.SkippedAsync(skipped, token), cancellationToken);
        return RunResult.Skipped(reason.Text());
    }

    private Task WakeNextAsync(RunWork work, CancellationToken cancellationToken) =>
        work.Definition.Concurrency == ConcurrencyMode.Queue ? line.WakeNextAsync(work.Request.JobId, cancellationToken) : Task.CompletedTask;

    private async Task TellAsync(RunWork work, JobRun run, CancellationToken cancellationToken)
    {
        var (queueJob, request, definition) = work;
        var finding = await failSafe.CheckAsync(definition.Job, run, cancellationToken);
        var ended = new EndedRun(definition.Job, run, request.Trigger, request.ScheduledAt, queueJob.Id, finding.DisabledJob)
        {
            ConsecutiveFailures = finding.Failures,
        };
        await TellObserversAsync(request, (observer, token) => observer.EndedAsync(ended, token), cancellationToken);
        queueJobs.Forget(request, queueJob.Id);
    }

    private async Task TellObserversAsync(RunRequest request, Func<IRunObserver, CancellationToken, Task> tell, CancellationToken cancellationToken)
    {
        foreach (var observer in _observers)
        {
            try
            {
                await tell(observer, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && !TransientFault.Passes(exception))
            {
                // A defect of an observer's: the run has ended all the same, and telling it again would only repeat the defect.
                LogObserverFault(logger, exception, observer.GetType().Name, request.RunId);
            }
        }
    }

    // As the column keeps it, so that the row read back compares equal.
    private static DateTimeOffset Milliseconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    private static JobRun Row(RunFinish finish, DateTimeOffset startedAt) => new()
    {
        Id = finish.RunId,
        JobId = finish.JobId,
        State = finish.State,
        StartedAt = startedAt,
        FinishedAt = finish.FinishedAt,
        Attempts = finish.Attempts,
        ExitCode = finish.ExitCode,
        Log = finish.Log,
    };

    [LoggerMessage(200, LogLevel.Information,
        "Run {RunId} of job {JobId} ended {State} ({Trigger}): attempts {Attempts}, status {ExitCode}, {DurationMs:0} ms, started {LatenessMs:0} ms late.")]
    private static partial void LogEnded(
        ILogger logger, string runId, string jobId, RunTrigger trigger, RunState state, int attempts, int? exitCode, double durationMs, double latenessMs);

    [LoggerMessage(201, LogLevel.Information, "Job {JobId} ({Trigger} of {ScheduledAt:O}) is skipped: {Reason}.")]
    private static partial void LogSkipped(ILogger logger, string jobId, RunTrigger trigger, DateTimeOffset scheduledAt, string reason);

    [LoggerMessage(202, LogLevel.Information, "Run {RunId} of job {JobId} ended {State}, but the app has deleted its row.")]
    private static partial void LogRowGone(ILogger logger, string runId, string jobId, RunState state);

    [LoggerMessage(203, LogLevel.Warning, "Run {RunId} of job {JobId} had been ended {Stored} elsewhere; its own end, {State}, is not stored.")]
    private static partial void LogEndedElsewhere(ILogger logger, string runId, string jobId, RunState stored, RunState state);

    [LoggerMessage(209, LogLevel.Error, "{Observer} met a defect when it was told of run {RunId}.")]
    private static partial void LogObserverFault(ILogger logger, Exception exception, string observer, string runId);

    [LoggerMessage(204, LogLevel.Information, "Run {RunId} of job {JobId} had ended {State} before; the queue delivered it again, and no request is sent.")]
    private static partial void LogRepeated(ILogger logger, string runId, string jobId, RunState state);
}
