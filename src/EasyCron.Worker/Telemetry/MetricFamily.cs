using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace EasyCron.Worker.Telemetry;

/// <summary>All series of one name.</summary>
internal sealed class MetricFamily
{
    /// <summary>More sets of labels than this are counted together, so that a mistake with labels costs neither our memory nor Prometheus'.</summary>
    public const int MostSeries = 500;

    private const string Overflow = "overflow=\"true\"";

    // What Prometheus' own clients use for durations in seconds.
    private static readonly double[] Boundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly bool _isObserved;
    private readonly IReadOnlyList<double>? _boundaries;

    /// <summary>Makes the family of an instrument.</summary>
    public MetricFamily(Instrument instrument)
    {
        Kind = MetricKinds.Of(instrument);
        Name = PrometheusName.Of(instrument, Kind);
        _help = instrument.Description ?? instrument.Name;
        var type = instrument.GetType();
        _isObserved = instrument.IsObservable || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Gauge<>));
        _boundaries = Kind == MetricKind.Histogram ? (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? Boundaries : null;
        IsObservable = instrument.IsObservable;
    }

    public string Name { get; }

    public MetricKind Kind { get; }

    /// <summary>Whether the instrument is asked for its values, each time for all of them.</summary>
    public bool IsObservable { get; }

    /// <summary>Notes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            var key = _series.Count < MostSeries ? labels : Overflow;
            series = _series.GetOrAdd(key, made => new MetricSeries(made, _boundaries));
        }

        if (Kind == MetricKind.Histogram)
        {
            series.Observe(value);
        }
        else if (_isObserved)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Forgets what was observed before: a value that is not told again is no more.</summary>
    public void Forget() => _series.Clear();

    /// <summary>Writes the family in the text format; nothing while nothing was measured.</summary>
    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        Head(text, Name, Kind, _help);
        foreach (var (_, series) in _series.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            series.Write(text, Name);
        }
    }

    /// <summary>Writes what stands before the samples.</summary>
    public static void Head(StringBuilder text, string name, MetricKind kind, string help) => text
        .Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n')
        .Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var labels = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            labels[i] = PrometheusName.Label(tags[i].Key, Convert.ToString(tags[i].Value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        Array.Sort(labels, StringComparer.Ordinal);
        return string.Join(',', labels);
    }
}
