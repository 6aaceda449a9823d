using System.Text.Json.Nodes;
using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>Node's job options -> ours. An option it does not know is an error, so that no scenario tests less than it says.</summary>
internal static class JobOptionsReader
{
    public static JobOptions Read(JsonNode? node)
    {
        var options = JobOptions.Default;
        foreach (var (name, value) in node?.AsObject() ?? [])
        {
            options = With(options, name, value!);
        }

        return options;
    }

    /// <summary>true, false, a count, or {count, age in s, limit}.</summary>
    public static JobRetention Retention(JsonNode value) => value switch
    {
        JsonObject form => new JobRetention((long?)form["count"], (long?)form["age"] is { } age ? TimeSpan.FromSeconds(age) : null, (long?)form["limit"]),
        _ when value.GetValueKind() == System.Text.Json.JsonValueKind.True => JobRetention.RemoveAtOnce,
        _ when value.GetValueKind() == System.Text.Json.JsonValueKind.False => JobRetention.KeepAll,
        _ => new JobRetention((long)value),
    };

    private static JobOptions With(JobOptions options, string name, JsonNode value) => name switch
    {
        "jobId" => options with { JobId = (string?)value },
        "priority" => options with { Priority = (int)value },
        "delay" => options with { Delay = Millis(value) },
        "lifo" => options with { Lifo = (bool)value },
        "attempts" => options with { Attempts = (int)value },
        "backoff" => options with { Backoff = BackoffOf(value) },
        "removeOnComplete" => options with { RemoveOnComplete = Retention(value) },
        "removeOnFail" => options with { RemoveOnFail = Retention(value) },
        "keepLogs" => options with { KeepLogs = (int)value },
        "stackTraceLimit" => options with { StackTraceLimit = (int)value },
        "sizeLimit" => options with { SizeLimit = (int)value },
        "timestamp" => options with { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds((long)value) },
        "deduplication" => options with { Deduplication = DeduplicationOf(value.AsObject()) },
        "parent" => options with { Parent = new ParentReference((string)value["id"]!, (string)value["queue"]!) },
        "failParentOnFailure" => options with { ChildFailurePolicy = ChildFailurePolicy.FailParent },
        "continueParentOnFailure" => options with { ChildFailurePolicy = ChildFailurePolicy.ContinueParent },
        "ignoreDependencyOnFailure" => options with { ChildFailurePolicy = ChildFailurePolicy.IgnoreFailure },
        "removeDependencyOnFailure" => options with { ChildFailurePolicy = ChildFailurePolicy.RemoveDependency },
        _ => throw new ArgumentException($"There is no job option \"{name}\" here."),
    };

    private static Backoff BackoffOf(JsonNode value) => value is JsonObject form
        ? new Backoff((string)form["type"]!, Millis(form["delay"] ?? 0), (double?)form["jitter"] ?? 0)
        : Backoff.Fixed(Millis(value));

    private static Deduplication DeduplicationOf(JsonObject value) => new((string)value["id"]!)
    {
        Ttl = value["ttl"] is { } ttl ? Millis(ttl) : null,
        Extend = (bool?)value["extend"] ?? false,
        Replace = (bool?)value["replace"] ?? false,
        KeepLastIfActive = (bool?)value["keepLastIfActive"] ?? false,
    };

    private static TimeSpan Millis(JsonNode value) => TimeSpan.FromMilliseconds((long)value);
}
