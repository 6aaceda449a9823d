using System.Globalization;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Scheduling;

/// <summary>A scheduler's Redis hash -> <see cref="JobScheduler"/>; the only place that knows the field names.</summary>
internal static class SchedulerHash
{
    /// <param name="id">The scheduler.</param>
    /// <param name="fields">The flat field, value ... array of its hash.</param>
    /// <param name="score">Its score in the <c>repeat</c> set, milliseconds.</param>
    /// <returns>Null when the hash is empty.</returns>
    public static JobScheduler? Read(string id, RedisResult[] fields, long score)
    {
        if (fields.Length == 0)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            values[RedisReply.Text(fields[i]) ?? ""] = RedisReply.Text(fields[i + 1]) ?? "";
        }

        return new JobScheduler
        {
            Id = id,
            Name = values.GetValueOrDefault("name", id),
            Next = UnixTime.FromMilliseconds(score),
            IterationCount = Number("ic"),
            Schedule = JobSchedule.Stored(values.GetValueOrDefault("pattern"), values.GetValueOrDefault("tz"), Span("every")) with
            {
                Offset = Span("offset"),
                Limit = (int?)Number("limit"),
                StartDate = Instant("startDate"),
                EndDate = Instant("endDate"),
            },
            DataJson = values.GetValueOrDefault("data"),
            OptionsJson = values.GetValueOrDefault("opts"),
        };

        long? Number(string name) => values.TryGetValue(name, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? (long)number : null;

        TimeSpan? Span(string name) => Number(name) is { } millis ? TimeSpan.FromMilliseconds(millis) : null;

        DateTimeOffset? Instant(string name) => Number(name) is { } millis ? UnixTime.FromMilliseconds(millis) : null;
    }
}
