using System.Globalization;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Tests.Processes;

public sealed class ProcessReaperTests
{
    [Test]
    public async Task Servers_end_and_their_directories_vanish_when_the_test_process_is_killed()
    {
        var directory = TestDirectory.Create("k");
        await using var victim = Start(directory, "wait");
        var servers = await ServersAsync(victim);
        Assert.That(servers, Has.All.Matches<int>(Runs), "the servers run before the kill");

        victim.Send(Signal.Kill);
        await victim.WaitForExitAsync();

        await Eventually.BecomesTrueAsync(() => !servers.Any(Runs));
        await Eventually.BecomesAsync(() => Directory.EnumerateFileSystemEntries(directory).ToList(), entries => entries.Count == 0);
    }

    [Test]
    public async Task Nothing_is_left_once_a_test_process_has_ended_by_itself()
    {
        var directory = TestDirectory.Create("e");
        await using var victim = Start(directory, "end");
        var servers = await ServersAsync(victim);

        Assert.That(await victim.WaitForExitAsync(), Is.Zero, victim.Output.Tail);

        Assert.That(servers.Where(Runs), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(directory), Is.Empty);
    }

    private static ChildProcess Start(string directory, string mode)
    {
        // The user that PostgreSQL runs as must be able to pass.
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        return ChildProcess.Start(
            "dotnet",
            ["exec", typeof(ProcessReaperTests).Assembly.Location, mode],
            new ChildProcessOptions
            {
                // A killed runtime leaves its diagnostic sockets behind, which are none of our business.
                Environment = new Dictionary<string, string?> { ["TMPDIR"] = directory, ["DOTNET_EnableDiagnostics"] = "0" },
            });
    }

    private static async Task<IReadOnlyList<int>> ServersAsync(ChildProcess victim)
    {
        var line = await victim.WaitForLineAsync("servers ");
        return [.. line.Split(' ').Skip(1).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    private static bool Runs(int processId) => Directory.Exists($"/proc/{processId}");
}
