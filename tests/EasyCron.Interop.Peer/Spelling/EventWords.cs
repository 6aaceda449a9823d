using System.Text.Json;
using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>Typed events in the words of Node's QueueEvents.</summary>
internal static class EventWords
{
    public static IReadOnlyDictionary<string, object?> Of(QueueEvent happened)
    {
        var words = happened switch
        {
            QueueDrained => Event("drained"),
            QueuePaused => Event("paused"),
            QueueResumed => Event("resumed"),
            QueueCleaned cleaned => Event("cleaned", ("count", $"{cleaned.Count}")),
            JobAdded added => Event("added", ("name", added.Name)),
            JobWaiting => Event("waiting"),
            JobDelayed delayed => Event("delayed", ("delay", delayed.DueAt.ToUnixTimeMilliseconds())),
            JobWaitingForChildren => Event("waiting-children"),
            JobActive => Event("active"),
            JobProgressed progressed => Event("progress", ("data", Json(progressed.ProgressJson))),
            JobCompleted completed => Event("completed", ("returnvalue", Json(completed.ReturnValueJson))),
            JobFailed failed => Event("failed", ("failedReason", failed.Reason)),
            JobRetriesExhausted exhausted => Event("retries-exhausted", ("attemptsMade", $"{exhausted.AttemptsMade}")),
            JobStalled => Event("stalled"),
            JobRemoved => Event("removed"),
            JobDuplicated => Event("duplicated"),
            JobDeduplicated same => Event("deduplicated", ("deduplicationId", same.DeduplicationId), ("deduplicatedJobId", same.OtherJobId)),
            CustomEvent custom => Event(custom.Name, [.. custom.Fields.Select(field => (field.Key, (object?)field.Value))]),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "An event without a word of its own."),
        };
        if (happened is JobEvent { JobId: var id })
        {
            words["jobId"] = id;
        }

        return words;
    }

    private static Dictionary<string, object?> Event(string name, params (string Name, object? Value)[] fields)
    {
        var words = new Dictionary<string, object?> { ["event"] = name };
        foreach (var (field, value) in fields)
        {
            words[field] = value;
        }

        return words;
    }

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
