using System.Globalization;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Events;

/// <summary>Entries of an event stream -> events. An entry that lacks what its name promises is told as a <see cref="CustomEvent"/>.</summary>
internal static class EventParser
{
    /// <summary>The names that BullMQ's own events have.</summary>
    public static IReadOnlySet<string> OwnNames { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "added", "waiting", "delayed", "waiting-children", "active", "progress", "completed", "failed", "retries-exhausted", "stalled", "removed", "duplicated",
        "deduplicated", "debounced", "drained", "paused", "resumed", "cleaned",
    };

    public static QueueEvent Parse(StreamEntry entry)
    {
        var fields = new Dictionary<string, string>(entry.Fields.Count, StringComparer.Ordinal);
        foreach (var (name, value) in entry.Fields)
        {
            fields[name] = value;
        }

        fields.Remove("event", out var kind);
        return (fields.TryGetValue("jobId", out var jobId) ? OfJob(entry.Id, kind, jobId, fields) : OfQueue(entry.Id, kind, fields))
            ?? new CustomEvent(kind ?? "", fields) { Position = entry.Id };
    }

    private static QueueEvent? OfQueue(string position, string? kind, Dictionary<string, string> fields) => kind switch
    {
        "drained" => new QueueDrained { Position = position },
        "paused" => new QueuePaused { Position = position },
        "resumed" => new QueueResumed { Position = position },
        "cleaned" when Number(fields, "count") is { } count => new QueueCleaned((long)count) { Position = position },
        _ => null,
    };

    private static JobEvent? OfJob(string position, string? kind, string jobId, Dictionary<string, string> fields) => kind switch
    {
        "added" when fields.TryGetValue("name", out var name) => new JobAdded(jobId, name) { Position = position },
        "waiting" => new JobWaiting(jobId, fields.TryGetValue("prev", out var from) ? JobStateNames.Parse(from) : null) { Position = position },
        "delayed" when Number(fields, "delay") is { } due => new JobDelayed(jobId, UnixTime.FromMilliseconds((long)due)) { Position = position },
        "waiting-children" => new JobWaitingForChildren(jobId) { Position = position },
        "active" => new JobActive(jobId) { Position = position },
        "progress" when fields.TryGetValue("data", out var progress) => new JobProgressed(jobId, progress) { Position = position },
        "completed" when fields.TryGetValue("returnvalue", out var value) => new JobCompleted(jobId, value) { Position = position },
        "failed" when fields.TryGetValue("failedReason", out var reason) => new JobFailed(jobId, reason) { Position = position },
        "retries-exhausted" when Number(fields, "attemptsMade") is { } attempts => new JobRetriesExhausted(jobId, (int)attempts) { Position = position },
        "stalled" => new JobStalled(jobId) { Position = position },
        "removed" => new JobRemoved(jobId, JobStateNames.Parse(fields.GetValueOrDefault("prev"))) { Position = position },
        "duplicated" => new JobDuplicated(jobId) { Position = position },
        "deduplicated" when fields.TryGetValue("deduplicationId", out var id) && fields.TryGetValue("deduplicatedJobId", out var other) =>
            new JobDeduplicated(jobId, id, other) { Position = position },
        _ => null,
    };

    private static double? Number(Dictionary<string, string> fields, string name) => fields.TryGetValue(name, out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? number : null;
}
