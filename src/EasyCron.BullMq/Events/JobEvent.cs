using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>Something that happened to a job.</summary>
/// <param name="JobId">The job.</param>
public abstract record JobEvent(string JobId) : QueueEvent;

/// <summary>A job was added.</summary>
/// <param name="Name">The job's name.</param>
public sealed record JobAdded(string JobId, string Name) : JobEvent(JobId);

/// <summary>A job came in line.</summary>
/// <param name="From">Where from; null for a new one.</param>
public sealed record JobWaiting(string JobId, JobState? From) : JobEvent(JobId);

/// <summary>A job was put off.</summary>
/// <param name="DueAt">Until when.</param>
public sealed record JobDelayed(string JobId, DateTimeOffset DueAt) : JobEvent(JobId);

/// <summary>A job waits for its children.</summary>
public sealed record JobWaitingForChildren(string JobId) : JobEvent(JobId);

/// <summary>A job was taken by a worker.</summary>
public sealed record JobActive(string JobId) : JobEvent(JobId);

/// <summary>A job's processor told how far it is.</summary>
/// <param name="ProgressJson">The progress' JSON, as it was stored: it may not be valid.</param>
public sealed record JobProgressed(string JobId, string ProgressJson) : JobEvent(JobId)
{
    /// <summary>Reads the progress.</summary>
    /// <exception cref="JsonException">It is not valid JSON or does not fit <typeparamref name="T"/>.</exception>
    public T? GetProgress<T>(JsonSerializerOptions? json = null) => QueueJson.Deserialize<T>(ProgressJson, json ?? QueueJson.Default);
}

/// <summary>A job completed.</summary>
/// <param name="ReturnValueJson">The return value's JSON, as it was stored: it may not be valid.</param>
public sealed record JobCompleted(string JobId, string ReturnValueJson) : JobEvent(JobId)
{
    /// <summary>Reads the return value.</summary>
    /// <exception cref="JsonException">It is not valid JSON or does not fit <typeparamref name="T"/>.</exception>
    public T? GetReturnValue<T>(JsonSerializerOptions? json = null) => QueueJson.Deserialize<T>(ReturnValueJson, json ?? QueueJson.Default);
}

/// <summary>A job failed for good; attempts that are followed by another are told as <see cref="JobWaiting"/> or <see cref="JobDelayed"/>.</summary>
/// <param name="Reason">Why.</param>
public sealed record JobFailed(string JobId, string Reason) : JobEvent(JobId);

/// <summary>A failed job had no attempts left; it follows the job's <see cref="JobFailed"/>.</summary>
/// <param name="AttemptsMade">How many attempts were made.</param>
public sealed record JobRetriesExhausted(string JobId, int AttemptsMade) : JobEvent(JobId);

/// <summary>A job lost its worker and came back in line.</summary>
public sealed record JobStalled(string JobId) : JobEvent(JobId);

/// <summary>A job was removed. Jobs that retention rules take away are not told of.</summary>
/// <param name="From">The state it was in.</param>
public sealed record JobRemoved(string JobId, JobState From) : JobEvent(JobId);

/// <summary>A job was added whose id was taken, and nothing was stored.</summary>
public sealed record JobDuplicated(string JobId) : JobEvent(JobId);

/// <summary>A job was held back, or took another's place, because of its deduplication.</summary>
/// <param name="JobId">The job that stays.</param>
/// <param name="DeduplicationId">The deduplication.</param>
/// <param name="OtherJobId">The job that was held back; or that was replaced, where newer jobs replace delayed ones.</param>
public sealed record JobDeduplicated(string JobId, string DeduplicationId, string OtherJobId) : JobEvent(JobId);
