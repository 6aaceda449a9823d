using EasyCron.BullMq;
using EasyCron.Cron;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>When a job is due: a cron expression in a time zone, between two instants that both belong to it.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Pattern">Its text as it is stored in the scheduler.</param>
/// <param name="Zone">The zone its fields are read in.</param>
/// <param name="StartAt">Nothing is due before this; null for no bound.</param>
/// <param name="EndAt">Nothing is due after this; null for no bound.</param>
internal sealed record Timetable(CronExpression Expression, string Pattern, DateTimeZone Zone, Instant? StartAt, Instant? EndAt)
{
    // What a change of the clock does to an expression is over by then: the largest change known is two hours.
    private static readonly Duration ClockChange = Duration.FromHours(3);
    private static readonly Duration Millisecond = Duration.FromMilliseconds(1);

    /// <summary>The start as BullMQ stores it: exclusive, so a millisecond before ours.</summary>
    public Instant? StoredStart => StartAt - Millisecond;

    /// <summary>The first time due after an instant, as a scheduler that is written now computes it.</summary>
    /// <returns>Null when nothing is due any more.</returns>
    public Instant? NextAfter(Instant after) => Bounded(Expression.NextAfter(FromStart(after), Zone));

    /// <summary>
    /// The first time due after an instant, as a scheduler that has been running computes it: from one time to the next. Differs from
    /// <see cref="NextAfter"/> in the hours after a change of the clock, when it matters whether the search began before it.
    /// </summary>
    public Instant? NextInChain(Instant after)
    {
        var from = FromStart(after);
        return RecentClockChange(from) is { } change
            ? Bounded(Expression.OccurrencesAfter(change - Duration.Epsilon, Zone).Cast<Instant?>().FirstOrDefault(next => next > from))
            : Bounded(Expression.NextAfter(from, Zone));
    }

    /// <summary>Whether a time to come is the next one, whichever of the two ways it was computed.</summary>
    public bool IsNext(Instant time, Instant now) => NextAfter(now) == time || NextInChain(now) == time;

    /// <summary>The times due from one instant to another, both included, in order; computed as they are asked for.</summary>
    public IEnumerable<Instant> Between(Instant from, Instant until)
    {
        var start = from - Duration.Epsilon;
        var searchFrom = RecentClockChange(from) is { } change && change < start ? change - Duration.Epsilon : start;
        return Expression.OccurrencesAfter(FromStart(searchFrom), Zone)
            .SkipWhile(time => time < from)
            .TakeWhile(time => time <= until && !(time > EndAt));
    }

    /// <summary>The schedule as BullMQ stores it.</summary>
    public JobSchedule ToSchedule() => JobSchedule.Cron(Pattern, Zone.Id) with
    {
        StartDate = StoredStart?.ToDateTimeOffset(),
        EndDate = EndAt?.ToDateTimeOffset(),
    };

    /// <summary>Whether both are stored alike.</summary>
    public bool IsStoredLike(Timetable other) =>
        Pattern == other.Pattern && Zone.Id == other.Zone.Id && StartAt == other.StartAt && EndAt == other.EndAt;

    private Instant FromStart(Instant after) => StoredStart is { } start && start > after ? start : after;

    private Instant? Bounded(Instant? time) => time > EndAt ? null : time;

    private Instant? RecentClockChange(Instant at)
    {
        var interval = Zone.GetZoneInterval(at);
        return interval.HasStart && at - interval.Start < ClockChange ? interval.Start : null;
    }
}
