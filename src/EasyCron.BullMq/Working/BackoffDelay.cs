namespace EasyCron.BullMq.Working;

/// <summary>The wait before a further attempt, by BullMQ's formulas.</summary>
internal static class BackoffDelay
{
    private static readonly TimeSpan Maximum = TimeSpan.FromDays(365 * 100);

    /// <param name="backoff">The job's setting.</param>
    /// <param name="attemptsMade">Attempts made, the failed one included.</param>
    /// <param name="random">A number from 0 up to but not including 1.</param>
    /// <returns>Null where the type is one only the worker's own strategy knows.</returns>
    public static TimeSpan? Of(Backoff backoff, int attemptsMade, double random)
    {
        switch (backoff.Type)
        {
            case "fixed":
                return Jittered(backoff.Delay.TotalMilliseconds, backoff.Jitter, random);
            case "exponential":
                return Jittered(Math.Round(Math.Pow(2, attemptsMade - 1) * backoff.Delay.TotalMilliseconds, MidpointRounding.AwayFromZero), backoff.Jitter, random);
            default:
                return null;
        }
    }

    private static TimeSpan Jittered(double milliseconds, double jitter, double random)
    {
        var wait = jitter > 0 ? Math.Floor((random * milliseconds * jitter) + (milliseconds * (1 - jitter))) : milliseconds;
        return wait >= Maximum.TotalMilliseconds ? Maximum : TimeSpan.FromMilliseconds(wait);
    }
}
