namespace EasyCron.Worker.Http;

/// <summary>Which attempt of which run a request belongs to; it is what the target may learn about us.</summary>
/// <param name="JobId">The job's id.</param>
/// <param name="RunId">The run's id, the same for all its attempts: the target's key to recognise a repetition.</param>
/// <param name="Attempt">1 for the first attempt.</param>
/// <param name="ScheduledAt">When the run was due, not when it began.</param>
/// <param name="Trigger">What caused the run, as the target reads it: <c>schedule</c>, <c>manual</c>, <c>catchup</c> or <c>deploy</c>.</param>
internal sealed record AttemptContext(string JobId, string RunId, int Attempt, DateTimeOffset ScheduledAt, string Trigger);
