using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>Ends a lost run as FAIL, unless it has moved since it was found, and does what follows an end.</summary>
internal sealed partial class LostRunEnding(
    RunUpkeep upkeep, JobRunRepository rows, JobCache jobs, RunEnding ending, StatementRetry retry, RunMetrics metrics, TimeProvider clock, ILogger<LostRunEnding> logger)
{
    private const string NoLongerQueued = "the worker at it is gone and the queue no longer knows the run";
    private const string NoLongerInLine = "it waited in line and the queue no longer knows it";

    /// <summary>Ends the run.</summary>
    /// <returns>What the queue job returns.</returns>
    public async Task<JobOutcome> EndAsync(JobContext queueJob, LostRun lost, CancellationToken cancellationToken)
    {
        var reason = lost.State == RunState.Queued ? NoLongerInLine : NoLongerQueued;
        var closed = await retry.BrieflyAsync(token => upkeep.CloseLostAsync([lost.AsFound()], reason, clock.GetUtcNow(), token), cancellationToken);
        var row = await retry.BrieflyAsync(token => rows.GetAsync(lost.RunId, token), cancellationToken);
        var definition = jobs.Recall(lost.JobId) ?? await jobs.ReadAsync(lost.JobId, cancellationToken);
        if (row is not { IsFinished: true } || definition is null || !RunLog.IsOwnFault(row))
        {
            // It has moved: somebody goes on with it, ended it in another way, or deleted it.
            return JobOutcome.Done;
        }

        var trigger = RunQueueJobs.TriggerOf(lost.JobId, lost.RunId);
        if (closed.Count > 0)
        {
            metrics.Ended(row.State, trigger, clock.GetUtcNow() - row.StartedAt);
            LogClosed(logger, lost.RunId, lost.JobId, lost.State, lost.StartedAt);
        }

        var request = new RunRequest(lost.JobId, lost.RunId, trigger, RunId.ScheduledAt(lost.RunId) ?? row.StartedAt, Force: false, IsNamedByName: false);
        return await ending.FollowUpAsync(new RunWork(queueJob, request, definition), row, cancellationToken);
    }

    [LoggerMessage(215, LogLevel.Warning, "Run {RunId} of job {JobId} ({State} since {StartedAt:O}) is ended as lost: nothing in the queue stands for it any more.")]
    private static partial void LogClosed(ILogger logger, string runId, string jobId, RunState state, DateTimeOffset startedAt);
}
