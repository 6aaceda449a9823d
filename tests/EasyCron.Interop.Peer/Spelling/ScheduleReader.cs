using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>Node's repeat options -> a schedule.</summary>
internal static class ScheduleReader
{
    public static JobSchedule Read(Question repeat)
    {
        var schedule = (string?)repeat["pattern"] is { } pattern
            ? JobSchedule.Cron(pattern, (string?)repeat["tz"] ?? "UTC")
            : JobSchedule.EveryInterval(repeat.Millis("every") ?? throw new ArgumentException("The schedule has neither pattern nor every."));
        return schedule with
        {
            Limit = (int?)repeat.Number("limit"),
            StartDate = Instant(repeat, "startDate"),
            EndDate = Instant(repeat, "endDate"),
            Offset = repeat.Millis("offset"),
            Immediately = repeat.Flag("immediately"),
        };
    }

    private static DateTimeOffset? Instant(Question repeat, string name) =>
        repeat.Number(name) is { } millis ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null;
}
