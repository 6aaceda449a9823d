namespace EasyCron.BullMq;

/// <summary>
/// What a worker tells its owner. A callback that throws is logged and changes nothing: a job's state never depends on it.
/// </summary>
public sealed record WorkerEvents
{
    /// <summary>A job was taken and is about to run.</summary>
    public Func<JobContext, ValueTask>? OnActive { get; init; }

    /// <summary>A job completed and that is stored.</summary>
    public Func<JobContext, ValueTask>? OnCompleted { get; init; }

    /// <summary>An attempt failed and what follows is stored.</summary>
    public Func<JobFailure, ValueTask>? OnFailed { get; init; }

    /// <summary>A job of a dead worker was put back in line by this worker's check, also when it is to fail for having lost too many.</summary>
    public Func<StalledJob, ValueTask>? OnStalled { get; init; }

    /// <summary>A running job's lock was lost; the argument is its id.</summary>
    public Func<string, ValueTask>? OnLockLost { get; init; }

    /// <summary>The worker found nothing to do.</summary>
    public Func<ValueTask>? OnDrained { get; init; }

    /// <summary>Something went wrong outside a processor, for example Redis is away. The worker carries on.</summary>
    public Func<Exception, ValueTask>? OnError { get; init; }
}

/// <summary>A job that lost its worker.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Worker">The name of the worker that had it; null for a nameless one. Where the job was taken at once, it is the next one's.</param>
/// <param name="Count">How often the job has lost its worker by now.</param>
/// <param name="IsFinal">Whether that was more often than allowed; <see cref="WorkerOptions.FinalStall"/> of the worker that takes the job says what follows.</param>
public sealed record StalledJob(string JobId, string? Worker, int Count, bool IsFinal);

/// <summary>A failed attempt.</summary>
/// <param name="Job">The job.</param>
/// <param name="Error">What the processor threw or said.</param>
/// <param name="RetryAfter">The wait before the next attempt; null when there is none.</param>
public sealed record JobFailure(JobContext Job, Exception Error, TimeSpan? RetryAfter)
{
    /// <summary>Whether the job will be tried again.</summary>
    public bool WillRetry => RetryAfter is not null;
}

/// <summary>Asks for the wait before a further attempt.</summary>
/// <param name="AttemptsMade">Attempts made, the failed one included.</param>
/// <param name="Type">The job's backoff type.</param>
/// <param name="Error">Why the attempt failed.</param>
/// <param name="Job">The job.</param>
public sealed record BackoffRequest(int AttemptsMade, string Type, Exception Error, JobContext Job);
