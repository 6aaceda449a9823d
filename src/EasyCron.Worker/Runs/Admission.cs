using NodaTime;

namespace EasyCron.Worker.Runs;

/// <summary>May an occurrence run? Judged on the time it was due, so that a late start or a retry does not turn it away.</summary>
internal static class Admission
{
    /// <summary>Judges one occurrence.</summary>
    /// <remarks>
    /// Scheduled and catch-up runs obey everything. A person's run obeys start, end, days and hours, but not the switch: the app lets people try a disabled job. A
    /// deployment's run obeys the switch, start and end. Force overrides start, end, days and hours.
    /// </remarks>
    /// <param name="window">When the job may run.</param>
    /// <param name="enabled">Whether the job is enabled now.</param>
    /// <param name="trigger">What caused the run.</param>
    /// <param name="force">Whether the caller overrides the window.</param>
    /// <param name="scheduledAt">When it was due; for a person's run, when it was asked for.</param>
    /// <returns>Null when it may run; else the reason it is skipped.</returns>
    public static SkipReason? Judge(RunWindow window, bool enabled, RunTrigger trigger, bool force, DateTimeOffset scheduledAt)
    {
        if (!enabled && trigger != RunTrigger.Manual)
        {
            return SkipReason.Disabled;
        }

        if (force)
        {
            return null;
        }

        if (scheduledAt < window.StartAt)
        {
            return SkipReason.BeforeStart;
        }

        if (scheduledAt > window.EndAt)
        {
            return SkipReason.AfterEnd;
        }

        return trigger == RunTrigger.Deploy || !window.NeedsZone ? null : JudgeDayAndHour(window, scheduledAt);
    }

    private static SkipReason? JudgeDayAndHour(RunWindow window, DateTimeOffset scheduledAt)
    {
        if (window.Zone is null)
        {
            return SkipReason.UnknownTimeZone;
        }

        var local = Instant.FromDateTimeOffset(scheduledAt).InZone(window.Zone).LocalDateTime;
        if (window.Hours.DayOf(local) is not { } day)
        {
            return SkipReason.OutsideAllowedHours;
        }

        return window.Allows(day.DayOfWeek) ? null : SkipReason.DayNotAllowed;
    }
}
