using System.Text.Json;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Scheduling;

/// <summary>Schedules in their stored spellings: the <c>repeat</c> object of a job's options, and the map an upsert takes.</summary>
internal static class SchedulerPacker
{
    /// <summary>The map with which an upsert describes the scheduler's record.</summary>
    public static byte[] PackRecord(string name, JobSchedule schedule)
    {
        var writer = MessagePackWriter.Shared().Map(Count(schedule) + 1).Write("name"u8).Write(name);
        WriteMembers(writer, schedule);
        return writer.ToArray();
    }

    /// <summary>The <c>repeat</c> object of a job.</summary>
    public static void WriteRepeat(MessagePackWriter writer, JobSchedule schedule, long count)
    {
        writer.Map(Count(schedule) + 1).Write("count"u8).Write(count);
        WriteMembers(writer, schedule);
    }

    public static JobSchedule ReadRepeat(JsonElement repeat, out long count)
    {
        count = (long)(Number(repeat, "count") ?? 0);
        return JobSchedule.Stored(Text(repeat, "pattern"), Text(repeat, "tz"), Number(repeat, "every") is { } every ? TimeSpan.FromMilliseconds(every) : null) with
        {
            Offset = Number(repeat, "offset") is { } offset ? TimeSpan.FromMilliseconds(offset) : null,
            Limit = (int?)Number(repeat, "limit"),
            StartDate = Instant(repeat, "startDate"),
            EndDate = Instant(repeat, "endDate"),
        };
    }

    private static int Count(JobSchedule s) =>
        One(s.Pattern is not null) + One(s.TimeZone is not null) + One(s.Every is not null) + One(s.Limit is not null) + One(s.StartDate is not null)
        + One(s.EndDate is not null) + One(HasOffset(s));

    /// <summary>An offset shifts interval steps only.</summary>
    private static bool HasOffset(JobSchedule s) => s is { Every: not null, Offset: not null };

    private static int One(bool present) => present ? 1 : 0;

    private static void WriteMembers(MessagePackWriter writer, JobSchedule schedule)
    {
        if (schedule.Pattern is { } pattern)
        {
            writer.Write("pattern"u8).Write(pattern);
        }

        if (schedule.TimeZone is { } zone)
        {
            writer.Write("tz"u8).Write(zone);
        }

        if (schedule.Every is { } every)
        {
            writer.Write("every"u8).Write(JobOptionsPacker.Milliseconds(every));
        }

        if (schedule.Limit is { } limit)
        {
            writer.Write("limit"u8).Write(limit);
        }

        if (schedule.StartDate is { } start)
        {
            writer.Write("startDate"u8).Write(start.ToUnixTimeMilliseconds());
        }

        if (schedule.EndDate is { } end)
        {
            writer.Write("endDate"u8).Write(end.ToUnixTimeMilliseconds());
        }

        if (HasOffset(schedule))
        {
            writer.Write("offset"u8).Write(JobOptionsPacker.Milliseconds(schedule.Offset!.Value));
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) < 1e15 ? number : null;

    private static DateTimeOffset? Instant(JsonElement json, string name) =>
        Number(json, name) is { } millis ? UnixTime.FromMilliseconds((long)millis)
        : Text(json, name) is { } text && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var instant) ? instant
        : null;
}
