using System.Globalization;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>What follows an attempt: another one after a wait, or the end of the run.</summary>
internal abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    /// <summary>Another attempt.</summary>
    /// <param name="Wait">The wait before it.</param>
    internal sealed record Again(TimeSpan Wait) : RetryDecision;

    /// <summary>No other attempt.</summary>
    /// <param name="Note">Why the run ends before its attempts are used up, for its log; null where that needs no word.</param>
    internal sealed record Stop(string? Note = null) : RetryDecision;

    /// <summary>Decides.</summary>
    /// <remarks>A wait the target asks for (Retry-After) lengthens the job's own and never shortens it. An attempt that could only start after the run's time is not waited for.
    /// A timer may ring some milliseconds early by the clock that <paramref name="elapsed"/> goes by: a run that its own timer ended has no time left, whatever that clock says.</remarks>
    /// <param name="policy">The job's wishes.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="attemptsMade">The attempts made so far, this one included.</param>
    /// <param name="elapsed">The time since the run's first attempt began.</param>
    /// <param name="ranOut">The clock that ended the attempt; null when none did.</param>
    /// <param name="retryAfter">What the target asks for; null for nothing.</param>
    /// <param name="random">Chance, for the jitter.</param>
    /// <returns>The decision.</returns>
    public static RetryDecision Decide(RetryPolicy policy, RunOutcome outcome, int attemptsMade, TimeSpan elapsed, AttemptClock? ranOut, TimeSpan? retryAfter, Random random)
    {
        if (!outcome.MayBeRetried() || attemptsMade >= policy.Attempts)
        {
            return new Stop();
        }

        var own = policy.Backoff(attemptsMade, random);
        var wait = retryAfter > own ? retryAfter.Value : own;
        if (ranOut != AttemptClock.Run && wait < policy.RunTimeout - elapsed)
        {
            return new Again(wait);
        }

        string who = wait == own ? "the next attempt would start in" : "the target asks to wait";
        return new Stop(string.Create(CultureInfo.InvariantCulture, $"not retried: {who} {wait.TotalSeconds:0.#} s, past the run's timeout of {policy.RunTimeout.TotalSeconds:0.#} s"));
    }
}
