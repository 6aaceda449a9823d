using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>How often and after which waits a run tries again.</summary>
internal sealed record RetryPolicy
{
    /// <summary>The longest wait between two attempts that the job's own backoff reaches.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The time of a run when the job gives none.</summary>
    public static readonly TimeSpan DefaultRunTimeout = TimeSpan.FromMinutes(5);

    // From a millisecond to beyond the longest wait; more would only overflow.
    private const int MostDoublings = 32;

    /// <summary>The attempts of one run in all.</summary>
    /// <value>1. At least 1.</value>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether waits grow by a constant instead of doubling.</summary>
    public bool Linear { get; init; }

    /// <summary>The wait after the first attempt.</summary>
    /// <value>1 s. Not negative.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether each wait is varied by chance, by a factor from 0.8 to 1.2.</summary>
    public bool Jitter { get; init; }

    /// <summary>The time of the whole run, from its first attempt, waits included.</summary>
    /// <value>5 min. Positive.</value>
    public TimeSpan RunTimeout { get; init; } = DefaultRunTimeout;

    /// <summary>Reads the policy of a job: at least one attempt, an unknown backoff doubles, a time of zero or less is the default.</summary>
    /// <param name="job">The row.</param>
    /// <returns>The policy.</returns>
    public static RetryPolicy From(CronJob job) => new()
    {
        Attempts = Math.Max(1, job.Retries),
        Linear = string.Equals(job.BackoffType.Trim(), "linear", StringComparison.OrdinalIgnoreCase),
        Delay = TimeSpan.FromMilliseconds(Math.Max(0, job.BackoffDelay)),
        Jitter = job.Jitter,
        RunTimeout = job.Timeout > 0 ? TimeSpan.FromMilliseconds(job.Timeout) : DefaultRunTimeout,
    };

    /// <summary>Works out the wait after an attempt.</summary>
    /// <param name="attemptsMade">The attempts made so far, at least 1.</param>
    /// <param name="random">Chance, for the jitter.</param>
    /// <returns>Linear: delay times n; exponential: delay times 2 to the n-1; never above <see cref="LongestWait"/>.</returns>
    public TimeSpan Backoff(int attemptsMade, Random random)
    {
        double factor = Linear ? attemptsMade : Math.Pow(2, Math.Min(attemptsMade - 1, MostDoublings));
        double milliseconds = Math.Min(Delay.TotalMilliseconds * factor, LongestWait.TotalMilliseconds);
        double varied = Jitter ? milliseconds * (0.8 + (0.4 * random.NextDouble())) : milliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(varied, LongestWait.TotalMilliseconds));
    }
}
