namespace EasyCron.BullMq;

/// <summary>How many jobs finished, minute by minute. Only workers with <see cref="WorkerOptions.MetricsDataPoints"/> count them.</summary>
/// <param name="Total">All that were ever counted.</param>
/// <param name="LastMinute">When the last point was written; null for none yet.</param>
/// <param name="PerMinute">The points asked for, the newest first. The minute under way is not among them.</param>
/// <param name="Points">How many points there are in all.</param>
public sealed record QueueMetrics(long Total, DateTimeOffset? LastMinute, IReadOnlyList<long> PerMinute, long Points);
