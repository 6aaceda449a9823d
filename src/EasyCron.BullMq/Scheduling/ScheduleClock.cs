using EasyCron.Cron;
using NodaTime;
using NodaTime.TimeZones;

namespace EasyCron.BullMq.Scheduling;

/// <summary>The next due time of a pattern schedule, as BullMQ's client computes it.</summary>
internal static class ScheduleClock
{
    /// <param name="schedule">A schedule with a pattern.</param>
    /// <param name="after">The result is later than this and than the schedule's start, milliseconds.</param>
    /// <returns>Milliseconds, or null when there is none up to the schedule's end.</returns>
    /// <exception cref="FormatException">The pattern or the time zone is not valid; the message names it.</exception>
    public static long? Next(JobSchedule schedule, long after)
    {
        var from = schedule.StartDate is { } start ? Math.Max(after, start.ToUnixTimeMilliseconds()) : after;
        var expression = CronExpression.Parse(schedule.Pattern ?? "", CronDialect.BullMq);
        var next = expression.NextAfter(Instant.FromUnixTimeMilliseconds(from), Zone(schedule.TimeZone))?.ToUnixTimeMilliseconds();
        return next is null || (schedule.EndDate is { } end && next > end.ToUnixTimeMilliseconds()) ? null : next;
    }

    private static DateTimeZone Zone(string? id)
    {
        try
        {
            // Without a zone Node evaluates in its process' own; sharing a queue means doing the same.
            return id is null ? DateTimeZoneProviders.Tzdb.GetSystemDefault() : CronTimeZone.Get(id);
        }
        catch (DateTimeZoneNotFoundException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
