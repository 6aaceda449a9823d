namespace EasyCron.BullMq;

/// <summary>How many finished jobs stay, and for how long.</summary>
/// <param name="Count">At most this many of the newest; null for no such limit, 0 to keep none.</param>
/// <param name="Age">None older than this (whole seconds); null for no such limit.</param>
/// <param name="Limit">At most this many removed at once by age. Default in the scripts: 1000.</param>
/// <remarks>
/// BullMQ removes old jobs only when another one finishes. A job's own setting wins over the worker's.
/// </remarks>
public sealed record JobRetention(long? Count = null, TimeSpan? Age = null, long? Limit = null)
{
    /// <summary>Every finished job stays.</summary>
    public static JobRetention KeepAll { get; } = new(Count: -1);

    /// <summary>The job is removed the moment it finishes.</summary>
    public static JobRetention RemoveAtOnce { get; } = new(Count: 0);

    /// <summary>The newest <paramref name="count"/> stay, and those only as long as <paramref name="age"/>.</summary>
    public static JobRetention Keep(long count, TimeSpan? age = null) => new(count, age);
}
