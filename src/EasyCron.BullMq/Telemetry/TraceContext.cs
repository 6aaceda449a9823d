using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace EasyCron.BullMq.Telemetry;

/// <summary>The trace context a job carries: the JSON object of propagation headers that <c>bullmq-otel</c> writes.</summary>
internal static class TraceContext
{
    /// <summary>Spells the context of an activity.</summary>
    /// <returns>Null where the propagator has nothing to say.</returns>
    public static string? Write(Activity activity)
    {
        var headers = new Dictionary<string, string>();
        DistributedContextPropagator.Current.Inject(activity, headers, static (carrier, name, value) => ((Dictionary<string, string>)carrier!)[name] = value);
        return headers.Count == 0 ? null : Encoding.UTF8.GetString(QueueJson.Serialize(headers, QueueJson.Default));
    }

    /// <summary>Reads what a producer wrote. Text nobody understands counts as none: a job must run whatever its tracing says.</summary>
    public static ActivityContext? Read(string? metadata)
    {
        if (string.IsNullOrEmpty(metadata))
        {
            return null;
        }

        try
        {
            using var headers = JsonDocument.Parse(metadata);
            DistributedContextPropagator.Current.ExtractTraceIdAndState(headers, Get, out var parent, out var state);
            return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        var headers = ((JsonDocument)carrier!).RootElement;
        values = null;
        value = headers.ValueKind == JsonValueKind.Object && headers.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
    }
}
