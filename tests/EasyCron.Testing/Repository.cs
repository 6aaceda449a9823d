using System.Reflection;

namespace EasyCron.Testing;

/// <summary>Where the repository lies whose tests are running, and how they were built.</summary>
public static class Repository
{
    /// <summary>The full path of the repository's root: the nearest folder upward that holds <c>EasyCron.sln</c>.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The build configuration of the running tests, <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    /// <summary>Makes a full path from one that starts at the repository's root.</summary>
    public static string File(string relativePath) => Path.Combine(Root, relativePath);

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "EasyCron.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {start} holds EasyCron.sln: tests run from inside the repository.");
    }
}
