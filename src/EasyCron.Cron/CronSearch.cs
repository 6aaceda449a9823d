using NodaTime;
using NodaTime.TimeZones;

namespace EasyCron.Cron;

/// <summary>Walks from an instant to the next match in a time zone.</summary>
/// <remarks>
/// A zone is a row of intervals of constant offset. Inside one of them local time is ordinary calendar time; all that is
/// special happens on entering the next. For a local time that matches the expression:
/// <list type="bullet">
/// <item>It exists once: that instant.</item>
/// <item>It falls into a gap (clocks forward): it is moved forward by the gap's length, 02:30 to 03:30. Not so where all 24
/// hours are selected, or where the search began after the gap, or where a whole calendar date is skipped: then it is
/// dropped.</item>
/// <item>It comes twice (clocks back): the first. The second too where all 24 hours are selected, or where the search
/// began after the clocks went back.</item>
/// </list>
/// These are the rules cron-parser 5.10.3 keeps for ordinary zones, one fresh search for each run, held here for every
/// zone: a daily job never loses a day and the answer always lies after the start.
/// </remarks>
internal static class CronSearch
{
    private static readonly Instant Earliest = Instant.FromUtc(-9997, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(CronDates.LastYear + 1, 1, 1, 0, 0);

    public static Instant? NextAfter(CronDates dates, CronTimes times, Instant from, DateTimeZone zone)
    {
        if (from >= Latest)
        {
            return null;
        }

        from = Instant.Max(from, Earliest);
        var nextSecond = Instant.FromUnixTimeSeconds(from.ToUnixTimeSeconds() + 1);

        // The interval of the start itself, not of the next second: a change between the two is still to come.
        var interval = zone.GetZoneInterval(from);
        var local = nextSecond.WithOffset(interval.WallOffset).LocalDateTime;
        LocalDateTime? shifted = null;
        while (true)
        {
            if (Earlier(AtOrAfter(dates, times, local), shifted) is not { } match)
            {
                return null;
            }

            if (!interval.HasEnd || match < interval.IsoLocalEnd)
            {
                return match.WithOffset(interval.WallOffset).ToInstant();
            }

            var next = zone.GetZoneInterval(interval.End);
            shifted = times.RunsEveryHour ? null : ShiftedOutOfGap(match, interval, next);
            local = times.RunsEveryHour ? next.IsoLocalStart : LocalDateTime.Max(interval.IsoLocalEnd, next.IsoLocalStart);
            interval = next;
        }
    }

    /// <summary>Where a match that falls between two intervals goes in the second; null when it does not or goes nowhere.</summary>
    private static LocalDateTime? ShiftedOutOfGap(LocalDateTime match, ZoneInterval before, ZoneInterval after)
    {
        var gap = after.WallOffset.Seconds - before.WallOffset.Seconds;
        return match < after.IsoLocalStart && gap < NodaConstants.SecondsPerDay ? match.PlusSeconds(gap) : null;
    }

    private static LocalDateTime? AtOrAfter(CronDates dates, CronTimes times, LocalDateTime from)
    {
        if (dates.AtOrAfter(from.Date) is not { } date)
        {
            return null;
        }

        if (date > from.Date)
        {
            return date + times.First;
        }

        return times.AtOrAfter(from.TimeOfDay) is { } time
            ? date + time
            : dates.AtOrAfter(date.PlusDays(1)) + times.First;
    }

    private static LocalDateTime? Earlier(LocalDateTime? left, LocalDateTime? right) => right < left ? right : left ?? right;
}
