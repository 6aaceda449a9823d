namespace EasyCron.Storage;

/// <summary>The runs of one job that were started in one <see cref="RunPeriod"/>, in figures.</summary>
public sealed record RunSummary
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>How many are waiting in line.</summary>
    public required int Queued { get; init; }

    /// <summary>How many are running.</summary>
    public required int Running { get; init; }

    /// <summary>How many ended well.</summary>
    public required int Ok { get; init; }

    /// <summary>How many ended badly.</summary>
    public required int Fail { get; init; }

    /// <summary>How many were ended by a clock.</summary>
    public required int Timeout { get; init; }

    /// <summary>The median duration of those that ended; null where none did.</summary>
    public required TimeSpan? MedianDuration { get; init; }

    /// <summary>The duration that 95 of 100 of those that ended did not pass; null where none did.</summary>
    public required TimeSpan? Percentile95Duration { get; init; }

    /// <summary>The latest run that failed or timed out, its log cut to 1,000 characters; null where none did.</summary>
    public required JobRun? LastBad { get; init; }
}
