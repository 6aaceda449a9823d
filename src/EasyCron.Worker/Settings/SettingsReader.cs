using System.Globalization;

namespace EasyCron.Worker.Settings;

/// <summary>Reads typed values out of environment variables and collects every fault instead of stopping at the first.</summary>
internal sealed class SettingsReader(IReadOnlyDictionary<string, string> environment)
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The value, trimmed; null where the variable is not set or empty, which is how compose files and shells say "none".</summary>
    public string? Text(EnvironmentVariable variable) =>
        environment.TryGetValue(variable.Name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public string Required(EnvironmentVariable variable)
    {
        var value = Text(variable);
        if (value is null)
        {
            _faults.Add($"{variable.Name} is not set. {variable.Meaning}");
        }

        return value ?? "";
    }

    public int Number(EnvironmentVariable variable, int otherwise, int least, int most)
    {
        if (Text(variable) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(variable, $"a whole number from {least} to {most}");
        return otherwise;
    }

    public bool Flag(EnvironmentVariable variable, bool otherwise)
    {
        switch (Text(variable)?.ToLowerInvariant())
        {
            case null:
                return otherwise;
            case "true" or "1" or "yes" or "on":
                return true;
            case "false" or "0" or "no" or "off":
                return false;
            default:
                Fault(variable, "true or false");
                return otherwise;
        }
    }

    /// <summary>One of a few words, in any case.</summary>
    public T Choice<T>(EnvironmentVariable variable, T otherwise, IReadOnlyDictionary<string, T> choices)
    {
        if (Text(variable) is not { } text)
        {
            return otherwise;
        }

        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        Fault(variable, string.Join(", ", choices.Keys));
        return otherwise;
    }

    /// <summary>Reads by <paramref name="parse"/>, whose format errors become faults of the variable.</summary>
    public T Parsed<T>(EnvironmentVariable variable, T otherwise, Func<string, T> parse)
    {
        if (Text(variable) is not { } text)
        {
            return otherwise;
        }

        try
        {
            return parse(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            _faults.Add($"{variable.Name}: {exception.Message}");
            return otherwise;
        }
    }

    /// <summary>Notes a value that cannot be, with what could.</summary>
    public void Fault(EnvironmentVariable variable, string allowed) =>
        _faults.Add($"{variable.Name} is {(variable.IsSecret ? "(secret, not shown)" : $"\"{Text(variable)}\"")}; allowed: {allowed}.");

    /// <summary>Notes a fault that lies in how variables go together.</summary>
    public void Fault(string message) => _faults.Add(message);
}
