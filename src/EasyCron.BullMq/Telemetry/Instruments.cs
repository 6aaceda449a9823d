using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EasyCron.BullMq.Telemetry;

/// <summary>What is traced and counted. The messaging names are OpenTelemetry's; the others are the library's own.</summary>
internal static class Instruments
{
    /// <summary>The bounds OpenTelemetry's messaging conventions advise, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);

    public static ActivitySource Source { get; } = new(QueueTelemetry.SourceName, Version);

    private static readonly Meter Meter = new(QueueTelemetry.MeterName, Version);

    public static Counter<long> Sent { get; } = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Jobs that were to be added.");

    public static Counter<long> Consumed { get; } = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Jobs that a worker took.");

    public static Histogram<double> OperationDuration { get; } =
        Meter.CreateHistogram("messaging.client.operation.duration", "s", "How long an add took.", tags: null, Seconds);

    public static Histogram<double> ProcessDuration { get; } =
        Meter.CreateHistogram("messaging.process.duration", "s", "How long a processor took for one attempt.", tags: null, Seconds);

    public static Counter<long> Stalled { get; } = Meter.CreateCounter<long>("easycron.job.stalled", "{job}", "Jobs found without their worker by this one's check.");

    public static bool AreAttemptsWatched => Source.HasListeners() || ProcessDuration.Enabled;

    public static bool AreAddsWatched => Source.HasListeners() || Sent.Enabled || OperationDuration.Enabled;

    /// <summary>Counts a job that a worker took.</summary>
    public static void CountConsumed(QueueName queue)
    {
        if (Consumed.Enabled)
        {
            Consumed.Add(1, Tags(queue, "fetch", "receive"));
        }
    }

    /// <summary>The tags all instruments and activities share.</summary>
    public static TagList Tags(QueueName queue, string operation, string type) => new()
    {
        { "messaging.system", "bullmq" },
        { "messaging.destination.name", queue.Name },
        { "messaging.operation.name", operation },
        { "messaging.operation.type", type },
    };

    public static void SetTags(Activity activity, in TagList tags)
    {
        foreach (var (name, value) in tags)
        {
            activity.SetTag(name, value);
        }
    }

    /// <summary>Marks an activity as failed, and tells its error's type to metrics by the tags.</summary>
    public static void SetError(Activity? activity, ref TagList tags, Exception error)
    {
        var type = error.GetType().FullName;
        tags.Add("error.type", type);
        activity?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, error.Message).AddException(error);
    }
}
