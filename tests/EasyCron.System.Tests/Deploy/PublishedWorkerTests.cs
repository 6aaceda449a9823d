using System.Net;
using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Deploy;

/// <summary>The published folder, started as the image starts it: by a user without rights, from a tree that nobody may write to, with only its own files.</summary>
public sealed class PublishedWorkerTests : SystemTest
{
    [Test]
    public async Task It_runs_jobs_and_stops_in_good_order()
    {
        var folder = await Publication.FolderAsync();
        var jobId = await Site.AddJobAsync(("retries", 1));
        var port = FreePort.Next();
        await using var process = ChildProcess.Start(Publication.Program(folder), [], new ChildProcessOptions
        {
            CleanEnvironment = true,
            WorkingDirectory = "/",
            User = Environment.UserName == "root" ? "daemon" : null,
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = Site.Database.Url,
                ["REDIS_URL"] = Site.Redis.Url,
                ["BULLMQ_PREFIX"] = Site.Prefix,
                ["EGRESS_ALLOW"] = "127.0.0.1",
                ["HEALTH_PORT"] = $"{port}",
                ["NODE_ENV"] = "production",
                ["DOTNET_EnableDiagnostics"] = "0",
                ["HOME"] = "/nonexistent",
                ["TMPDIR"] = "/nonexistent",
            },
        });

        await Eventually.BecomesAsync(() => PublishedHealth.StatusAsync(port), status => status == HttpStatusCode.OK || process.HasExited, TimeSpan.FromMinutes(1));
        Assert.That(process.HasExited, Is.False, process.Output.Tail);
        var run = await Site.RunAsync(jobId);
        Assert.That(run.State, Is.EqualTo("OK"));
        Assert.That(await PublishedHealth.StatusAsync(port), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(OpenFiles(process.Id).Where(file => file.Contains("inotify", StringComparison.Ordinal)), Is.Empty, "it watches no folders: the system's watches are few, and the working directory may be large");
        process.Send(Signal.Terminate);
        Assert.That(await process.WaitForExitAsync(TimeSpan.FromMinutes(1)), Is.Zero, process.Output.Tail);
        Assert.That(process.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.StartsWith("{").And.All.EndsWith("}"), "one JSON object a line");
    }

    [Test]
    public async Task It_holds_only_what_it_needs_to_run()
    {
        var files = Directory.EnumerateFiles(Path.Combine(await Publication.FolderAsync(), "artifacts/publish"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToList();

        Assert.That(files, Is.EqualTo(["EasyCron.Worker"]));
    }

    [TestCase("/dev/full", TestName = "A_full_disk_under_the_log_stops_no_run")]
    [TestCase(">(:)", TestName = "A_log_that_nobody_reads_any_more_stops_no_run")]
    public async Task A_log_that_cannot_be_written_stops_no_run(string where)
    {
        var folder = await Publication.FolderAsync();
        var jobId = await Site.AddJobAsync(("retries", 1));
        await using var process = ChildProcess.Start("bash", ["-c", $"exec '{Publication.Program(folder)}' > {where}"], new ChildProcessOptions
        {
            CleanEnvironment = true,
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = Site.Database.Url,
                ["REDIS_URL"] = Site.Redis.Url,
                ["BULLMQ_PREFIX"] = Site.Prefix,
                ["EGRESS_ALLOW"] = "127.0.0.1",
                ["HEALTH_PORT"] = "0",
            },
        });

        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo("OK"));
        process.Send(Signal.Terminate);
        Assert.That(await process.WaitForExitAsync(TimeSpan.FromMinutes(1)), Is.Zero);
    }

    private static IEnumerable<string> OpenFiles(int processId) =>
        Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget ?? "");
}
