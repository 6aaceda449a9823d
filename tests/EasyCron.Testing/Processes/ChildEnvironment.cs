namespace EasyCron.Testing.Processes;

/// <summary>The environment variables of a child process.</summary>
internal static class ChildEnvironment
{
    // What a program needs to be found, to find its runtime and to have a home.
    private static readonly string[] Essential = ["PATH", "HOME", "LANG", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    /// <summary>Changes an inherited environment to the wanted one.</summary>
    public static void Apply(ChildProcessOptions options, IDictionary<string, string?> environment)
    {
        if (options.CleanEnvironment)
        {
            foreach (var name in environment.Keys.Except(Essential).ToList())
            {
                environment.Remove(name);
            }
        }

        foreach (var (name, value) in options.Environment)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }
    }
}
