using System.Globalization;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>Decides whether an end of a run is told of, and what is remembered for the next one. Pure: the ledger makes it atomic across workers.</summary>
internal static class NoticePolicy
{
    // A clock that ran ahead must not silence a job until the others have caught up with it.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Decides.</summary>
    /// <param name="rule">What the job wants.</param>
    /// <param name="memory">What is remembered of it.</param>
    /// <param name="end">The end of the run.</param>
    /// <param name="now">The time.</param>
    /// <returns>The decision, and the memory to keep.</returns>
    public static (NoticeDecision Decision, NoticeMemory Memory) Decide(NoticeRule rule, NoticeMemory memory, NoticeEnd end, DateTimeOffset now)
    {
        var today = Instant.FromDateTimeOffset(now).InZone(rule.Zone).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        var current = memory with
        {
            WasGood = end.IsGood,
            Day = today,
            ToldToday = memory.Day == today ? memory.ToldToday : 0,
        };
        if (!end.DisabledJob && !rule.Wants(end.IsGood, end.ExitCode, memory.WasGood))
        {
            return (new NoticeDecision(NoticeVerdict.NotWanted), current);
        }

        var kind = end.DisabledJob ? NoticeKind.Disabled
            : rule.LooksBack && end.IsGood ? NoticeKind.Recovery
            : NoticeKind.Run;
        if (kind != NoticeKind.Disabled && current.ToldToday >= rule.MaxPerDay)
        {
            return (new NoticeDecision(NoticeVerdict.EnoughToday), current with { HeldBack = memory.HeldBack + 1 });
        }

        if (kind == NoticeKind.Run && IsTooSoon(rule, memory, now))
        {
            return (new NoticeDecision(NoticeVerdict.TooSoon), current with { HeldBack = memory.HeldBack + 1 });
        }

        return (
            new NoticeDecision(NoticeVerdict.Tell, kind, memory.HeldBack),
            current with { LastToldAt = now, ToldToday = current.ToldToday + 1, HeldBack = 0 });
    }

    private static bool IsTooSoon(NoticeRule rule, NoticeMemory memory, DateTimeOffset now) =>
        memory.LastToldAt is { } last && now - last < rule.MinInterval && now - last > -ClockTolerance;
}

/// <summary>What a decision looks at.</summary>
/// <param name="IsGood">Whether the run ended OK.</param>
/// <param name="ExitCode">The status code of its last answer, if there was one.</param>
/// <param name="DisabledJob">Whether it made us disable the job.</param>
internal readonly record struct NoticeEnd(bool IsGood, int? ExitCode, bool DisabledJob);
