namespace EasyCron.Testing.Processes;

/// <summary>How a <see cref="ChildProcess"/> is started.</summary>
public sealed record ChildProcessOptions
{
    /// <summary>Gets the working directory.</summary>
    /// <value>Default: the working directory of the tests.</value>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets variables to add to or, with a null value, to take from the environment.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets a value indicating whether the process sees only what a program needs to start at all, and <see cref="Environment"/>.</summary>
    /// <value>Default: false, the whole environment of the tests is inherited.</value>
    public bool CleanEnvironment { get; init; }

    /// <summary>Gets the system user to run as; only root may name one.</summary>
    /// <value>Default: the user of the tests.</value>
    public string? User { get; init; }

    /// <summary>Gets what is called with each line of standard output, before the line shows in <see cref="ChildProcess.Output"/>.</summary>
    internal Action<string>? OutputLine { get; init; }
}
