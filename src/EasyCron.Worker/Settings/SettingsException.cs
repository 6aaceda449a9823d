namespace EasyCron.Worker.Settings;

/// <summary>The environment does not make a worker. The message lists every fault.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception($"The settings have {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:{Environment.NewLine}{string.Join(Environment.NewLine, faults.Select(fault => "  - " + fault))}")
{
    /// <summary>The faults, one a variable.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
