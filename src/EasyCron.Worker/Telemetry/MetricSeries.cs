using System.Globalization;
using System.Text;

namespace EasyCron.Worker.Telemetry;

/// <summary>The measurements of one set of labels, added up.</summary>
/// <param name="labels">The labels as they stand between the braces; empty for none.</param>
/// <param name="boundaries">Upper ends of a histogram's buckets; null for anything else.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double>? boundaries)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[(boundaries?.Count ?? 0) + 1];
    private double _value;

    /// <summary>Adds to a counter, or to a gauge that goes up and down by differences.</summary>
    public void Add(double value)
    {
        lock (_gate)
        {
            _value += value;
        }
    }

    /// <summary>Replaces the value of what is observed and not counted.</summary>
    public void Set(double value)
    {
        lock (_gate)
        {
            _value = value;
        }
    }

    /// <summary>Notes a measurement of a histogram.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (boundaries is not null && bucket < boundaries.Count && value > boundaries[bucket])
        {
            bucket++;
        }

        lock (_gate)
        {
            _buckets[bucket]++;
            _value += value;
        }
    }

    /// <summary>Writes the samples in the text format.</summary>
    public void Write(StringBuilder text, string name)
    {
        lock (_gate)
        {
            if (boundaries is null)
            {
                Sample(text, name, labels, _value);
                return;
            }

            long count = 0;
            for (var bucket = 0; bucket <= boundaries.Count; bucket++)
            {
                count += _buckets[bucket];
                var end = bucket < boundaries.Count ? Number(boundaries[bucket]) : "+Inf";
                Sample(text, $"{name}_bucket", labels.Length == 0 ? $"le=\"{end}\"" : $"{labels},le=\"{end}\"", count);
            }

            Sample(text, $"{name}_sum", labels, _value);
            Sample(text, $"{name}_count", labels, count);
        }
    }

    /// <summary>Writes one sample.</summary>
    public static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
