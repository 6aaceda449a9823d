using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>What a caller may choose for a job. Anything left out takes the queue's default, then BullMQ's.</summary>
public sealed record JobOptions
{
    /// <summary>Options that choose nothing.</summary>
    public static JobOptions Default { get; } = new();

    /// <summary>
    /// The job's id; a second add of a living id is ignored. Must not look like a whole number, start with <c>0:</c>, or contain a
    /// colon (exactly three parts excepted). Default: the queue's counter.
    /// </summary>
    public string? JobId { get; init; }

    /// <summary>What becomes of the add when the id is taken; it is not stored.</summary>
    /// <value>Default: <see cref="IfJobExists.KeepIt"/>, as in BullMQ.</value>
    public IfJobExists IfExists { get; init; }

    /// <summary>0 for none, 1 (first) to 2097151 (last). Jobs without one run before all that have one.</summary>
    public int Priority { get; init; }

    /// <summary>How long after <see cref="Timestamp"/> the job becomes due.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the job goes to the front of the line.</summary>
    public bool Lifo { get; init; }

    /// <summary>How often the job may be tried in all; null or 0 means once.</summary>
    public int? Attempts { get; init; }

    /// <summary>The wait before a further attempt; null for none.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary>What stays of completed jobs; null leaves it to the worker.</summary>
    public JobRetention? RemoveOnComplete { get; init; }

    /// <summary>What stays of failed jobs; null leaves it to the worker.</summary>
    public JobRetention? RemoveOnFail { get; init; }

    /// <summary>The job's creation time; null for now.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>How many of the newest log rows are kept; null for all.</summary>
    public int? KeepLogs { get; init; }

    /// <summary>How many of the newest stack traces are kept, 0 for none; null for all.</summary>
    public int? StackTraceLimit { get; init; }

    /// <summary>The largest allowed data, in bytes of JSON; null for no limit.</summary>
    public int? SizeLimit { get; init; }

    /// <summary>Lets only one of several equal jobs in.</summary>
    public Deduplication? Deduplication { get; init; }

    /// <summary>A living job this one becomes a child of.</summary>
    public ParentReference? Parent { get; init; }

    /// <summary>What this job's failure means for its parent.</summary>
    public ChildFailurePolicy ChildFailurePolicy { get; init; }

    /// <summary>Trace context as Node's telemetry writes it; set by the library when tracing is on.</summary>
    public string? TelemetryMetadata { get; init; }

    /// <summary>Whether the trace context must not be carried to the worker.</summary>
    public bool OmitContext { get; init; }

    /// <summary>Options this library does not know, kept as they are.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Other { get; init; }
}
