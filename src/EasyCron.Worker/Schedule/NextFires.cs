using EasyCron.Worker.Runs;
using NodaTime;
using NodaTime.Text;

namespace EasyCron.Worker.Schedule;

/// <summary>The next times a job runs, in words: in the job's own zone, its days and hours respected.</summary>
internal static class NextFires
{
    /// <summary>How many times are told.</summary>
    public const int Count = 5;

    // A job whose days and hours let nothing through is not searched for ever.
    private const int MostSearched = 10_000;

    private static readonly ZonedDateTimePattern Pattern =
        ZonedDateTimePattern.CreateWithInvariantCulture("ddd uuuu-MM-dd HH:mm:ss o<+HH:mm>", DateTimeZoneProviders.Tzdb);

    /// <summary>Finds the next times.</summary>
    public static IReadOnlyList<Instant> Of(Timetable timetable, RunWindow window, Instant now) =>
        [.. timetable.Between(now + Duration.Epsilon, Instant.MaxValue)
            .Take(MostSearched)
            .Where(time => Admission.Judge(window, enabled: true, RunTrigger.Schedule, force: false, time.ToDateTimeOffset()) is null)
            .Take(Count)];

    /// <summary>Tells the next times, such as <c>Mon 2026-03-09 09:00:00 +01:00, Tue ... (Europe/Berlin)</c>.</summary>
    public static string Describe(Timetable timetable, RunWindow window, Instant now)
    {
        var next = Of(timetable, window, now);
        return next.Count == 0
            ? "never: no time to come is within its start, end, days and hours"
            : $"{string.Join(", ", next.Select(time => Pattern.Format(time.InZone(timetable.Zone))))} ({timetable.Zone.Id})";
    }
}
