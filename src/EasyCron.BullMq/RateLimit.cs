namespace EasyCron.BullMq;

/// <summary>At most so many jobs started in a window of time, over all workers of a queue.</summary>
/// <param name="Max">Jobs per window, at least 1.</param>
/// <param name="Duration">The window; it begins with the first job in it.</param>
public sealed record RateLimit(int Max, TimeSpan Duration);
