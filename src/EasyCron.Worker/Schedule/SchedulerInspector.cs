using System.Buffers;
using System.Text.Json;
using EasyCron.BullMq;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>Compares a scheduler in Redis with what the job's row asks for. It only looks.</summary>
internal static class SchedulerInspector
{
    // A job that has just come due is on its way through the lists; only one that stays away is searched for.
    private static readonly Duration OnTheWay = Duration.FromSeconds(20);

    // Another worker's clock may be this much ahead.
    private static readonly Duration Ahead = Duration.FromSeconds(2);

    private static readonly double LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Judges a scheduler of an enabled job.</summary>
    public static Finding Inspect(ScheduleEntry entry, SchedulerSighting seen, Instant now)
    {
        if (entry.Timetable is not { } timetable)
        {
            return Finding.Unwanted;
        }

        if (seen.Record is not { IterationCount: not null } record || !double.IsInteger(seen.Next) || seen.Next < 0 || seen.Next > LatestTime)
        {
            return timetable.NextAfter(now) is null ? Finding.Unwanted : Finding.Malformed;
        }

        if (!IsStoredAs(record, entry.JobId, timetable))
        {
            return timetable.NextAfter(now) is null ? Finding.Unwanted : Finding.Stale;
        }

        var next = Instant.FromUnixTimeMilliseconds((long)seen.Next);
        return seen.CurrentJob is SchedulerJobPlace.Missing or SchedulerJobPlace.Finished
            ? timetable.NextAfter(now) is null ? Finding.Unwanted : Finding.NoNextJob
            : next > now ? InspectTime(entry, timetable, next, seen.CurrentJob, now)
            : seen.CurrentJob != SchedulerJobPlace.Elsewhere ? Finding.Overdue
            : now - next > OnTheWay ? Finding.InDoubt
            : Finding.InOrder;
    }

    /// <summary>Whether a scheduler has the shape of ours: its data names the job that its id names.</summary>
    public static bool IsOurs(SchedulerSighting seen) => seen.Record is { } record && NamesJob(record.DataJson, seen.Id);

    /// <summary>Whether data is an object whose <c>jobId</c> is the given one.</summary>
    public static bool NamesJob(string? dataJson, string jobId)
    {
        if (string.IsNullOrEmpty(dataJson))
        {
            return false;
        }

        try
        {
            using var data = JsonDocument.Parse(dataJson);
            return data.RootElement.ValueKind == JsonValueKind.Object
                && data.RootElement.TryGetProperty("jobId", out var named)
                && named.ValueKind == JsonValueKind.String
                && named.ValueEquals(jobId);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Finding InspectTime(ScheduleEntry entry, Timetable timetable, Instant next, SchedulerJobPlace place, Instant now)
    {
        if (place == SchedulerJobPlace.Elsewhere && next - now > Ahead)
        {
            return Finding.InDoubt;
        }

        if (entry.KnownNext == next.ToUnixTimeMilliseconds() || timetable.IsNext(next, now))
        {
            return Finding.InOrder;
        }

        return timetable.NextAfter(now) is not { } due ? Finding.Unwanted
            : next > due && timetable.IsNext(next, next - Duration.Epsilon) ? Finding.LeavesOut
            : Finding.WrongTime;
    }

    private static bool IsStoredAs(JobScheduler record, string jobId, Timetable timetable)
    {
        var stored = record.Schedule;
        return record.Name == jobId
            && stored.Pattern == timetable.Pattern
            && stored.TimeZone == timetable.Zone.Id
            && stored.StartDate?.ToUnixTimeMilliseconds() == timetable.StoredStart?.ToUnixTimeMilliseconds()
            && stored.EndDate?.ToUnixTimeMilliseconds() == timetable.EndAt?.ToUnixTimeMilliseconds()
            && stored is { Every: null, Limit: null }
            && record.OptionsJson is null
            && IsDataOf(record.DataJson, jobId);
    }

    // Fields that a newer version writes beside jobId are left to it: each keeper would undo what the other wrote. Only what is not plainly ours is
    // parsed, not the data of a hundred thousand schedulers.
    private static bool IsDataOf(string? dataJson, string jobId)
    {
        const string Head = "{\"jobId\":\"";
        const string Tail = "\"}";
        return (dataJson?.Length == Head.Length + jobId.Length + Tail.Length
                && dataJson.StartsWith(Head, StringComparison.Ordinal)
                && dataJson.AsSpan(Head.Length).StartsWith(jobId)
                && dataJson.EndsWith(Tail, StringComparison.Ordinal)
                && !jobId.AsSpan().ContainsAnyExcept(PlainCharacters))
            || NamesJob(dataJson, jobId);
    }
}
