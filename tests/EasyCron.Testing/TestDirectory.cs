using EasyCron.Testing.Processes;

namespace EasyCron.Testing;

/// <summary>Directories of this test process, gone when it ends.</summary>
public static class TestDirectory
{
    /// <summary>Makes an empty directory with a name of its own.</summary>
    /// <param name="purpose">The first part of the name, for a person who looks.</param>
    /// <returns>The full path.</returns>
    public static string Create(string purpose) =>
        Directory.CreateDirectory(Path.Combine(ProcessReaper.Root, $"{purpose}-{UniqueName.Next()}")).FullName;
}
