using System.Text.Json;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Scheduling;

/// <summary>A scheduler's next job on its way into Redis.</summary>
/// <param name="SchedulerId">The scheduler.</param>
/// <param name="Next">When the job is due, milliseconds; null for an interval, whose steps the script computes.</param>
/// <param name="Options">The job's packed options. Its id and delay are set by the script.</param>
/// <param name="Now">The time all this was computed at, milliseconds.</param>
internal sealed record SchedulerIteration(string SchedulerId, long? Next, byte[] Options, long Now)
{
    private static readonly HashSet<string> SetAnew = ["repeat", "jobId", "delay", "timestamp", "prevMillis", "repeatJobKey"];
    private static readonly HashSet<string> SetAnewInRepeat = ["count", "immediately"];

    /// <summary>
    /// The first job of a scheduler being created or changed, after a given time or now; null when there is none to come.
    /// </summary>
    /// <exception cref="FormatException">The pattern or the time zone is not valid.</exception>
    public static SchedulerIteration? First(string schedulerId, JobSchedule schedule, JobOptions template, long now, long? after = null)
    {
        var next = schedule.Pattern is null ? null : schedule.Immediately ? now : ScheduleClock.Next(schedule, after ?? now);
        if (schedule.Pattern is not null && next is null)
        {
            return null;
        }

        var packed = JobOptionsPacker.Pack(template, defaultAttempts: false, more: next is null ? 3 : 4, finish: writer =>
        {
            writer.Write("repeat"u8);
            SchedulerPacker.WriteRepeat(writer, schedule, count: 1);
            Finish(writer, schedulerId, next, now);
        });
        return new SchedulerIteration(schedulerId, next, packed, now);
    }

    /// <summary>The job after <paramref name="job"/>; null when the scheduler has reached its limit or end.</summary>
    /// <exception cref="FormatException">The job carries no schedule, or one that cannot be evaluated.</exception>
    public static SchedulerIteration? After(string schedulerId, JobRecord job, long now)
    {
        using var document = Parse(job);
        var options = document.RootElement;
        var repeat = options.TryGetProperty("repeat", out var found) && found.ValueKind == JsonValueKind.Object
            ? found
            : throw new FormatException($"job {job.Id} was made by a scheduler but carries no repeat options.");
        var schedule = SchedulerPacker.ReadRepeat(repeat, out var count);
        count++;
        if (count > (schedule.Limit ?? long.MaxValue) || (schedule.EndDate is { } end && now > end.ToUnixTimeMilliseconds()))
        {
            return null;
        }

        var previous = options.TryGetProperty("prevMillis", out var millis) && millis.ValueKind == JsonValueKind.Number ? (long)millis.GetDouble() : 0;
        var next = schedule.Pattern is null ? null : ScheduleClock.Next(schedule, Math.Max(now, previous));
        if (schedule.Pattern is not null && next is null)
        {
            return null;
        }

        return new SchedulerIteration(schedulerId, next, Pack(options, repeat, schedulerId, count, next, now), now);
    }

    private static byte[] Pack(JsonElement options, JsonElement repeat, string schedulerId, long count, long? next, long now)
    {
        var kept = options.EnumerateObject().Where(member => !SetAnew.Contains(member.Name)).ToList();
        var hasAttempts = kept.Any(member => member.Name == "attempts");
        var writer = MessagePackWriter.Shared().Map(kept.Count + (hasAttempts ? 0 : 1) + (next is null ? 3 : 4));
        foreach (var member in kept)
        {
            writer.Write(member.Name).Write(member.Value);
        }

        if (!hasAttempts)
        {
            writer.Write("attempts"u8).Write(0);
        }

        var keptInRepeat = repeat.EnumerateObject().Where(member => !SetAnewInRepeat.Contains(member.Name)).ToList();
        writer.Write("repeat"u8).Map(keptInRepeat.Count + 1);
        foreach (var member in keptInRepeat)
        {
            writer.Write(member.Name).Write(member.Value);
        }

        writer.Write("count"u8).Write(count);
        Finish(writer, schedulerId, next, now);
        return writer.ToArray();
    }

    private static void Finish(MessagePackWriter writer, string schedulerId, long? next, long now)
    {
        writer.Write("timestamp"u8).Write(now).Write("repeatJobKey"u8).Write(schedulerId);
        if (next is { } millis)
        {
            writer.Write("prevMillis"u8).Write(millis);
        }
    }

    private static JsonDocument Parse(JobRecord job)
    {
        try
        {
            return JsonDocument.Parse(job.OptionsJson);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the options of job {job.Id} are not readable: {exception.Message}", exception);
        }
    }
}
