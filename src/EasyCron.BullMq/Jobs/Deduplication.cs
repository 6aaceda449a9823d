namespace EasyCron.BullMq;

/// <summary>Lets only one of several equal jobs in.</summary>
/// <param name="Id">Jobs of one id are equal.</param>
public sealed record Deduplication(string Id)
{
    /// <summary>How long the id stays taken; null until the job finishes.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>Whether each repeated add starts the time anew.</summary>
    public bool Extend { get; init; }

    /// <summary>Whether a newer job takes the place of a delayed one.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether the last one added while the first runs is kept and added when that one ends.</summary>
    public bool KeepLastIfActive { get; init; }

    /// <summary>Whether a repeated add moves the delayed job to the newer due time (not with <see cref="Replace"/>).</summary>
    public bool Reschedule { get; init; }
}
