using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;

namespace EasyCron.Worker.Telemetry;

/// <summary>Names as Prometheus wants them: letters, digits and underscores, the unit spelled out, <c>_total</c> at the end of a counter.</summary>
internal static class PrometheusName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
    };

    /// <summary>The name of an instrument's series.</summary>
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name);
        var body = kind == MetricKind.Counter && name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;
        if (instrument.Unit is { } unit && Units.TryGetValue(unit, out var spelled) && !body.EndsWith($"_{spelled}", StringComparison.Ordinal))
        {
            body = $"{body}_{spelled}";
        }

        return kind == MetricKind.Counter ? $"{body}_total" : body;
    }

    /// <summary>Replaces what Prometheus does not allow in a name.</summary>
    public static string Clean(string name)
    {
        // Every measurement passes here, and most names are good as they are.
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed))
        {
            return name;
        }

        var text = new StringBuilder(name.Length + 1);
        foreach (var sign in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(sign) || sign == '_' ? sign : '_');
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }

    /// <summary>A label as it stands between the braces.</summary>
    public static string Label(string name, string value) => $"{Clean(name)}=\"{(value.AsSpan().ContainsAny(Escaped) ? Escape(value) : value)}\"";

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
