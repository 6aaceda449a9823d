using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>A run whose end is stored.</summary>
/// <param name="Job">The job as the run knew it.</param>
/// <param name="Run">The row of the run, ended.</param>
/// <param name="Trigger">What caused the run.</param>
/// <param name="ScheduledAt">When it was due; for a person's run, when it was asked for.</param>
/// <param name="QueueJobId">The queue job that stood for the run; its log holds a row for each failed attempt.</param>
/// <param name="DisabledJob">Whether this failure was the one that made us disable the job.</param>
internal sealed record EndedRun(CronJob Job, JobRun Run, RunTrigger Trigger, DateTimeOffset ScheduledAt, string QueueJobId, bool DisabledJob);

/// <summary>An occurrence that was not run.</summary>
/// <param name="JobId">The job, which may have gone.</param>
/// <param name="RunId">The id its run would have had.</param>
/// <param name="Trigger">What caused it.</param>
/// <param name="ScheduledAt">When it was due.</param>
/// <param name="Reason">Why it was not run.</param>
internal sealed record SkippedRun(string JobId, string RunId, RunTrigger Trigger, DateTimeOffset ScheduledAt, SkipReason Reason);
