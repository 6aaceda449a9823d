namespace EasyCron.BullMq;

/// <summary>A job scheduler as it stands in Redis.</summary>
public sealed record JobScheduler
{
    /// <summary>The scheduler's id; free text.</summary>
    public required string Id { get; init; }

    /// <summary>The name of its jobs.</summary>
    public required string Name { get; init; }

    /// <summary>When its current job is or was due.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>How many jobs it has made, the current one included; null for a legacy repeatable of BullMQ 5 and older.</summary>
    public long? IterationCount { get; init; }

    /// <summary>When its jobs are due.</summary>
    public required JobSchedule Schedule { get; init; }

    /// <summary>The JSON of its jobs' data; null when they have none.</summary>
    public string? DataJson { get; init; }

    /// <summary>The stored JSON of its jobs' options, with BullMQ's short names; null when they have none.</summary>
    public string? OptionsJson { get; init; }

    /// <summary>The id of its current job.</summary>
    public string CurrentJobId => $"repeat:{Id}:{Next.ToUnixTimeMilliseconds()}";
}
