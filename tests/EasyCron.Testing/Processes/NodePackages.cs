namespace EasyCron.Testing.Processes;

/// <summary>The packages of the Node project that the interop tests talk through.</summary>
internal static class NodePackages
{
    private static readonly Lazy<Task<ProcessOutput>> Ready = new(InstallAsync);

    /// <summary>Gets the project's folder.</summary>
    public static string Folder { get; } = Repository.File("tests/EasyCron.Interop.Tests/node");

    /// <summary>Installs what the lock file names, unless that was done: once for all test processes, whoever comes first.</summary>
    public static Task EnsureAsync() => Ready.Value;

    private static Task<ProcessOutput> InstallAsync() =>
        ChildProcess.RunAsync(Repository.File("scripts/node-packages"), [], deadline: TimeSpan.FromMinutes(5));
}
