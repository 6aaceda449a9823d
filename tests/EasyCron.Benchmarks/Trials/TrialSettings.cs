using System.Globalization;

namespace EasyCron.Benchmarks.Trials;

/// <summary>The NAME=VALUE arguments of a trial; Node's trials take the same.</summary>
public sealed class TrialSettings
{
    private readonly Dictionary<string, string> _values;

    public TrialSettings(IEnumerable<string> arguments)
    {
        _values = arguments.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    public string Redis => _values["redis"];

    public string Prefix => _values["prefix"];

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
