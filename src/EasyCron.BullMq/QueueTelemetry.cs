namespace EasyCron.BullMq;

/// <summary>The names under which the library traces and measures; hand them to OpenTelemetry's <c>AddSource</c> and <c>AddMeter</c>.</summary>
/// <remarks>
/// Names follow OpenTelemetry's semantic conventions for messaging, with <c>messaging.system</c> = <c>bullmq</c>. The trace context
/// travels in the job where Node's <c>bullmq-otel</c> puts it, so that one trace crosses both.
/// </remarks>
public static class QueueTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string SourceName = "EasyCron.BullMq";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "EasyCron.BullMq";
}
