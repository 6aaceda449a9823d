namespace EasyCron.BullMq.Jobs;

/// <summary>A job's hash as it was read: raw JSON stays raw, so that a poisonous field harms nobody who does not look at it.</summary>
internal sealed class JobRecord
{
    public required string Id { get; init; }
    public string Name { get; set; } = "";
    public byte[] Data { get; set; } = EmptyObject;
    public byte[] OptionsJson { get; set; } = EmptyObject;
    public JobOptions Options { get; set; } = JobOptions.Default;

    /// <summary>Why the job cannot be run as it is stored; null for a sound one.</summary>
    public string? Poison { get; set; }

    public long Timestamp { get; set; }
    public double Delay { get; set; }
    public int Priority { get; set; }
    public long? ProcessedOn { get; set; }
    public long? FinishedOn { get; set; }
    public int AttemptsStarted { get; set; }
    public int AttemptsMade { get; set; }
    public int StalledCount { get; set; }
    public string? ProcessedBy { get; set; }
    public string? FailedReason { get; set; }
    public byte[]? StackTraceJson { get; set; }
    public byte[]? ReturnValueJson { get; set; }
    public byte[]? ProgressJson { get; set; }
    public string? ParentKey { get; set; }
    public byte[]? ParentJson { get; set; }
    public string? RepeatJobKey { get; set; }
    public string? DeduplicationId { get; set; }

    /// <summary>A reason stored beforehand: whoever takes the job must fail it with this text and not run it.</summary>
    public string? DeferredFailure { get; set; }

    public static readonly byte[] EmptyObject = "{}"u8.ToArray();
}
