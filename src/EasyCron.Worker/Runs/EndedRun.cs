using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>A run whose end is stored.</summary>
/// <param name="Job">The job as the run knew it: the one snapshot that its last attempts were made with.</param>
/// <param name="Run">The row of the run, ended: state, attempts made, status code, log.</param>
/// <param name="Trigger">What caused the run.</param>
/// <param name="ScheduledAt">When it was due; for a person's run, when it was asked for.</param>
/// <param name="QueueJobId">The queue job that stood for the run; its log holds a row for each failed attempt. For a lost run, the queue job that ended it.</param>
/// <param name="DisabledJob">Whether this failure was the one that made us disable the job. Says so again where the end is told again.</param>
internal sealed record EndedRun(CronJob Job, JobRun Run, RunTrigger Trigger, DateTimeOffset ScheduledAt, string QueueJobId, bool DisabledJob)
{
    /// <summary>How many runs in a row have failed by now, this one included, since the job was last changed; counted to 100 or the job's threshold.</summary>
    /// <value>0 after a good run.</value>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Whether the end was our own fault: the worker was lost, or met a defect. It is a FAIL that does not count towards disabling the job.</summary>
    public bool IsOwnFault => RunLog.IsOwnFault(Run);
}

/// <summary>An occurrence that was not run.</summary>
/// <param name="JobId">The job, which may have gone.</param>
/// <param name="RunId">The id its run would have had.</param>
/// <param name="Trigger">What caused it.</param>
/// <param name="ScheduledAt">When it was due.</param>
/// <param name="Reason">Why it was not run.</param>
internal sealed record SkippedRun(string JobId, string RunId, RunTrigger Trigger, DateTimeOffset ScheduledAt, SkipReason Reason);
