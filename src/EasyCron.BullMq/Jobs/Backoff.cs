namespace EasyCron.BullMq;

/// <summary>How long to wait before a failed job's next attempt.</summary>
/// <param name="Type"><c>fixed</c>, <c>exponential</c>, or a name the worker's own strategy understands.</param>
/// <param name="Delay">The base delay. Default: none.</param>
/// <param name="Jitter">Share of the delay that is random, 0 to 1. Default: 0.</param>
public sealed record Backoff(string Type, TimeSpan Delay = default, double Jitter = 0)
{
    /// <summary>The same delay before each attempt.</summary>
    public static Backoff Fixed(TimeSpan delay, double jitter = 0) => new("fixed", delay, jitter);

    /// <summary>Delay × 2^(n-1), n being the attempts made.</summary>
    public static Backoff Exponential(TimeSpan delay, double jitter = 0) => new("exponential", delay, jitter);
}
