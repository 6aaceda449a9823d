using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>Finds what a job missed: the latest occurrence that is worth making good for, and how many there were besides.</summary>
/// <remarks>
/// The latest occurrence is always younger than the interval to the next one, so "younger than the interval and an hour" comes down to the hour.
/// Occurrences outside the job's days and hours would not have run and are not missed.
/// </remarks>
internal sealed class MissedOccurrences
{
    /// <summary>More than so many are not counted one by one for each job.</summary>
    public const int MostCounted = 1_000;

    private static readonly Duration WorthMakingGood = Duration.FromHours(1);

    // Short spans first, so that a schedule of seconds is not walked through for an hour.
    private static readonly Duration[] Spans = [Duration.FromSeconds(10), Duration.FromMinutes(1), Duration.FromMinutes(10), WorthMakingGood];

    // Jobs of one pattern and zone come due together, so after an outage the same spans are asked for again and again.
    private readonly Dictionary<(string Pattern, string Zone, Instant From, Instant Until), int> _counted = [];

    /// <summary>Looks for missed occurrences of a job.</summary>
    /// <param name="since">The first that may have been missed; null where only the latest can be known.</param>
    public Missed Find(ScheduleEntry entry, Instant? since, Instant now)
    {
        if (entry.Timetable is not { } timetable)
        {
            return default;
        }

        var edited = entry.UpdatedAt + Duration.Epsilon;
        var from = since is { } known && known > edited ? known : edited;
        var young = Later(from, now - WorthMakingGood);
        var latest = Latest(entry, timetable, young, now);
        if (since is null || from > now)
        {
            return new Missed(latest, 0, 0);
        }

        var total = Count(entry, timetable, from, now);
        return latest is null ? new Missed(null, 0, total) : new Missed(latest, Math.Max(total - 1, 0), 0);
    }

    private static Instant? Latest(ScheduleEntry entry, Timetable timetable, Instant from, Instant now)
    {
        foreach (var span in Spans)
        {
            Instant? last = null;
            foreach (var time in timetable.Between(Later(from, now - span), now))
            {
                last = MayRun(entry, time) ? time : last;
            }

            if (last is not null || now - span <= from)
            {
                return last;
            }
        }

        return null;
    }

    private int Count(ScheduleEntry entry, Timetable timetable, Instant from, Instant until)
    {
        if (entry.Window.NeedsZone)
        {
            return timetable.Between(from, until).Take(MostCounted).Count(time => MayRun(entry, time));
        }

        var key = (timetable.Pattern, timetable.Zone.Id, from, until);
        if (!_counted.TryGetValue(key, out var count))
        {
            _counted[key] = count = timetable.Between(from, until).Take(MostCounted).Count();
        }

        return count;
    }

    private static bool MayRun(ScheduleEntry entry, Instant time) =>
        !entry.Window.NeedsZone
        || Admission.Judge(entry.Window, enabled: true, RunTrigger.CatchUp, force: false, time.ToDateTimeOffset()) is null;

    private static Instant Later(Instant one, Instant other) => one > other ? one : other;
}

/// <summary>What a job missed.</summary>
/// <param name="Latest">The latest, if it is young enough to be made good for.</param>
/// <param name="Superseded">How many came before it.</param>
/// <param name="TooOld">How many there were where none is young enough.</param>
internal readonly record struct Missed(Instant? Latest, int Superseded, int TooOld);
