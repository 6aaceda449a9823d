using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>What a processor says should become of its job. An exception that escapes it means <see cref="Failed(Exception)"/>.</summary>
public readonly record struct JobOutcome
{
    private JobOutcome(JobOutcomeKind kind)
    {
        Kind = kind;
    }

    /// <summary>Completed without a return value.</summary>
    public static JobOutcome Done { get; } = new(JobOutcomeKind.Completed);

    /// <summary>Back to the front of the line at once, no attempt counted (BullMQ's WaitingError).</summary>
    public static JobOutcome BackToWait { get; } = new(JobOutcomeKind.BackToWait);

    /// <summary>
    /// Back to the front of the line because a rate limit was hit; this worker sleeps until the limit's end (BullMQ's RateLimitError).
    /// Set the limit with a queue-wide rate limit before.
    /// </summary>
    public static JobOutcome RateLimited { get; } = new(JobOutcomeKind.RateLimited);

    /// <summary>The processor has moved the job itself, for example to wait for its children; nothing is to be written.</summary>
    public static JobOutcome Moved { get; } = new(JobOutcomeKind.Moved);

    /// <summary>What kind of outcome this is.</summary>
    public JobOutcomeKind Kind { get; }

    /// <summary>The return value, for a completed job.</summary>
    public object? Value { get; private init; }

    /// <summary>The return value as JSON where the processor serialized it itself.</summary>
    public ReadOnlyMemory<byte>? Json { get; private init; }

    /// <summary>When a delayed job is due again.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>The error of a failed attempt.</summary>
    public Exception? Error { get; private init; }

    /// <summary>Completed with a return value, serialized with the worker's JSON options.</summary>
    public static JobOutcome Completed(object? value) => new(JobOutcomeKind.Completed) { Value = value };

    /// <summary>Completed with a return value that is JSON already.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value; Node's event readers would stop on them.</exception>
    public static JobOutcome CompletedJson(ReadOnlyMemory<byte> json)
    {
        using (JsonDocument.Parse(json))
        {
            return new JobOutcome(JobOutcomeKind.Completed) { Json = json };
        }
    }

    /// <summary>Completed with a return value that was serialized here.</summary>
    internal static JobOutcome SerializedAs(byte[] json) => new(JobOutcomeKind.Completed) { Json = json };

    /// <summary>Not before <paramref name="dueAt"/>, no attempt counted (BullMQ's DelayedError).</summary>
    public static JobOutcome Delayed(DateTimeOffset dueAt) => new(JobOutcomeKind.Delayed) { DueAt = dueAt };

    /// <summary>This attempt failed; the job's attempts and backoff decide what follows. An <see cref="UnrecoverableException"/> ends it for good.</summary>
    public static JobOutcome Failed(Exception error) => new(JobOutcomeKind.Failed) { Error = error };
}

/// <summary>The kinds of <see cref="JobOutcome"/>.</summary>
public enum JobOutcomeKind
{
    /// <summary>The job is done.</summary>
    Completed,

    /// <summary>This attempt failed.</summary>
    Failed,

    /// <summary>The job runs again later.</summary>
    Delayed,

    /// <summary>The job runs again as soon as a worker is free.</summary>
    BackToWait,

    /// <summary>The job waits for a rate limit to end.</summary>
    RateLimited,

    /// <summary>The processor has moved the job itself.</summary>
    Moved,
}
