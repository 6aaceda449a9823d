namespace EasyCron.Storage;

/// <summary>What became of <c>"Job"</c> since a moment, all seen in one snapshot.</summary>
public sealed record JobChanges
{
    /// <summary>
    /// The rows inserted or changed since, whatever their status now; one already seen may come again, with the <see cref="ScheduledJob.Version"/> it had.
    /// </summary>
    public required IReadOnlyList<ScheduledJob> Changed { get; init; }

    /// <summary>
    /// How many rows are enabled. Fewer than the caller knows, once it has taken <see cref="Changed"/> in, means that exactly so many were deleted:
    /// <see cref="JobRepository.ListEnabledIdsAsync"/> says which.
    /// </summary>
    public required long EnabledCount { get; init; }

    /// <summary>From where to ask next time.</summary>
    public required JobWatermark Watermark { get; init; }

    /// <summary>The server's time, to compare clocks with.</summary>
    public required DateTimeOffset ServerTime { get; init; }
}
