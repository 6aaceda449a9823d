using System.Diagnostics.Metrics;

namespace EasyCron.Worker.Telemetry;

/// <summary>What Prometheus takes a metric for.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts measurements by size.</summary>
    Histogram,
}

/// <summary>The kind of .NET's instruments.</summary>
internal static class MetricKinds
{
    /// <summary>Names the kind of an instrument.</summary>
    public static MetricKind Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Counter<>) || open == typeof(ObservableCounter<>) ? MetricKind.Counter
            : open == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }
}
