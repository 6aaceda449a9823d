using EasyCron.Testing;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Deploy;

/// <summary>
/// The worker as <c>scripts/publish</c> makes it for the image, PM2 and systemd: a copy of the folder of <c>EASYCRON_WORKER</c> (see <see cref="WorkerProcess"/>), or made once for all tests.
/// </summary>
internal static class Publication
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>Publishes, unless that was done.</summary>
    /// <returns>A folder that holds the published worker as <c>artifacts/publish</c>.</returns>
    public static Task<string> FolderAsync() => Made.Value;

    /// <summary>The program in a folder of <see cref="FolderAsync"/>.</summary>
    public static string Program(string folder) => Path.Combine(folder, "artifacts/publish/EasyCron.Worker");

    private static async Task<string> MakeAsync()
    {
        var folder = TestDirectory.Create("publish");
        var target = Path.Combine(folder, "artifacts/publish");
        if (WorkerProcess.Published is { } made)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await ChildProcess.RunAsync("cp", ["-R", Path.GetDirectoryName(made)!, target]);
        }
        else
        {
            await ChildProcess.RunAsync(Repository.File("scripts/publish"), [target], deadline: TimeSpan.FromMinutes(15));
        }

        File.Copy(Repository.File("ecosystem.config.js"), Path.Combine(folder, "ecosystem.config.js"));
        await ChildProcess.RunAsync("chmod", ["-R", "a+rX,go-w", folder]);
        return folder;
    }
}
