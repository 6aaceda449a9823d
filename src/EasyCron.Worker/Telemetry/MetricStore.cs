using System.Diagnostics.Metrics;
using System.Text;

namespace EasyCron.Worker.Telemetry;

/// <summary>Adds up what this process' instruments measure, for Prometheus to fetch. Only meters whose names are known are listened to.</summary>
internal sealed class MetricStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Func<Meter, bool> _isWanted;

    /// <summary>Begins to listen.</summary>
    /// <param name="isWanted">Which meters are listened to; by default EasyCron's own and the .NET runtime's.</param>
    public MetricStore(Func<Meter, bool>? isWanted = null)
    {
        _isWanted = isWanted ?? (meter => meter.Name.StartsWith("EasyCron.", StringComparison.Ordinal) || meter.Name == "System.Runtime");
        _listener.InstrumentPublished = Published;
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(value, tags, family));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(value, tags, family));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Record(value, tags, family));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(value, tags, family));
        _listener.Start();
    }

    /// <summary>Writes all that was measured in Prometheus' text format, version 0.0.4.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            foreach (var family in _families.Values.Where(family => family.IsObservable))
            {
                family.Forget();
            }

            _listener.RecordObservableInstruments();
            foreach (var family in _families.Values)
            {
                family.Write(text);
            }
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? family) => ((MetricFamily?)family)?.Record(value, tags);

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!_isWanted(instrument.Meter))
        {
            return;
        }

        MetricFamily? family;
        lock (_gate)
        {
            var made = new MetricFamily(instrument);
            if (!_families.TryGetValue(made.Name, out family))
            {
                _families[made.Name] = family = made;
            }

            // Two kinds under one name would make the whole page unreadable to Prometheus.
            family = family.Kind == made.Kind ? family : null;
        }

        if (family is not null)
        {
            listener.EnableMeasurementEvents(instrument, family);
        }
    }
}
