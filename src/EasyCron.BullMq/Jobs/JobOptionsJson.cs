using System.Text.Json;

namespace EasyCron.BullMq.Jobs;

/// <summary>The stored options JSON -> options. Together with the packer the only place that knows the wire names.</summary>
internal static class JobOptionsJson
{
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static JobOptions Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"Job options must be a JSON object, found {document.RootElement.ValueKind}.");
        }

        var options = JobOptions.Default;
        Dictionary<string, JsonElement>? others = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            options = Read(options, member.Name, member.Value) ?? Keep(options, member);
        }

        return others is null ? options : options with { Other = others };

        JobOptions Keep(JobOptions known, JsonProperty member)
        {
            (others ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[member.Name] = member.Value.Clone();
            return known;
        }
    }

    /// <summary>Null where the name is unknown. A known name with a value of the wrong kind counts as left out.</summary>
    private static JobOptions? Read(JobOptions o, string name, JsonElement value) => name switch
    {
        "attempts" => o with { Attempts = Int(value) },
        "jobId" => o with { JobId = Text(value) },
        "priority" => o with { Priority = Int(value) ?? 0 },
        "delay" => o with { Delay = Span(value) ?? default },
        "timestamp" => o with { Timestamp = Instant(value) },
        "lifo" => o with { Lifo = value.ValueKind == JsonValueKind.True },
        "backoff" => o with { Backoff = ReadBackoff(value) },
        "removeOnComplete" => o with { RemoveOnComplete = ReadRetention(value) },
        "removeOnFail" => o with { RemoveOnFail = ReadRetention(value) },
        "kl" => o with { KeepLogs = Int(value) },
        "stackTraceLimit" => o with { StackTraceLimit = Int(value) },
        "sizeLimit" => o with { SizeLimit = Int(value) },
        "de" => o with { Deduplication = ReadDeduplication(value) },
        "parent" => o with { Parent = ReadParent(value) },
        "fpof" => value.ValueKind == JsonValueKind.True ? o with { ChildFailurePolicy = ChildFailurePolicy.FailParent } : o,
        "cpof" => value.ValueKind == JsonValueKind.True ? o with { ChildFailurePolicy = ChildFailurePolicy.ContinueParent } : o,
        "idof" => value.ValueKind == JsonValueKind.True ? o with { ChildFailurePolicy = ChildFailurePolicy.IgnoreFailure } : o,
        "rdof" => value.ValueKind == JsonValueKind.True ? o with { ChildFailurePolicy = ChildFailurePolicy.RemoveDependency } : o,
        "tm" => o with { TelemetryMetadata = Text(value) },
        "omc" => o with { OmitContext = value.ValueKind == JsonValueKind.True },
        _ => null,
    };

    private static Backoff? ReadBackoff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Backoff.Fixed(Span(value) ?? default),
        JsonValueKind.Object when Member(value, "type") is { ValueKind: JsonValueKind.String } type =>
            new Backoff(type.GetString() ?? "", Span(Member(value, "delay")) ?? default, Number(Member(value, "jitter")) ?? 0),
        _ => null,
    };

    /// <summary>true = remove at once, false = keep all, n = keep n, or an object. An explicit null is fatal to Node; here it means nothing was said.</summary>
    private static JobRetention? ReadRetention(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => JobRetention.RemoveAtOnce,
        JsonValueKind.False => JobRetention.KeepAll,
        JsonValueKind.Number => new JobRetention(Count: Long(value)),
        JsonValueKind.Object => new JobRetention(
            Long(Member(value, "count")),
            Number(Member(value, "age")) is { } seconds && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null,
            Long(Member(value, "limit"))),
        _ => null,
    };

    private static Deduplication? ReadDeduplication(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && Text(Member(value, "id")) is { Length: > 0 } id
            ? new Deduplication(id)
            {
                Ttl = Span(Member(value, "ttl")),
                Extend = Member(value, "extend").ValueKind == JsonValueKind.True,
                Replace = Member(value, "replace").ValueKind == JsonValueKind.True,
                KeepLastIfActive = Member(value, "keepLastIfActive").ValueKind == JsonValueKind.True,
                Reschedule = Member(value, "reschedule").ValueKind == JsonValueKind.True,
            }
            : null;

    private static ParentReference? ReadParent(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && Text(Member(value, "id")) is { } id && Text(Member(value, "queue")) is { } queue
            ? new ParentReference(id, queue)
            : null;

    private static JsonElement Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static long? Long(JsonElement value) => Number(value) is { } number && Math.Abs(number) < 9e18 ? (long)number : null;

    private static int? Int(JsonElement value) => Long(value) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    private static TimeSpan? Span(JsonElement value) =>
        Number(value) is { } milliseconds && Math.Abs(milliseconds) < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static DateTimeOffset? Instant(JsonElement value) => Long(value) is { } milliseconds ? UnixTime.FromMilliseconds(milliseconds) : null;
}
