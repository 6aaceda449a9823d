using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Tests.Processes;

public sealed class ChildProcessTests
{
    [Test]
    public async Task Arguments_and_output_pass_as_they_are()
    {
        var output = await ChildProcess.RunAsync("printf", ["%s\\n", "two words", "$HOME `id` 'quoted'"]);

        Assert.That(output.Lines, Is.EqualTo(new[] { "two words", "$HOME `id` 'quoted'" }));
    }

    [Test]
    public async Task A_program_that_fails_is_an_exception_with_its_output()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ChildProcess.RunAsync("sh", ["-c", "echo to stdout; echo to stderr >&2; exit 7"]));

        Assert.That(failure?.Message, Does.Contain("exit code 7").And.Contains("to stdout").And.Contains("to stderr"));
    }

    [Test]
    public async Task A_wait_for_a_line_ends_with_the_line_or_with_the_process()
    {
        await using var process = ChildProcess.Start("sh", ["-c", "echo one; read x; echo two; exit 5"]);

        Assert.That(await process.WaitForLineAsync("one"), Is.EqualTo("one"));
        await process.Input.WriteLineAsync("go on");
        await process.Input.FlushAsync();
        Assert.That(await process.WaitForLineAsync("two"), Is.EqualTo("two"));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitForLineAsync("three"));
        Assert.That(failure?.Message, Does.Contain("ended with exit code 5"));
    }

    [Test]
    public async Task Signals_reach_the_program_itself()
    {
        await using var process = ChildProcess.Start("sh", ["-c", "trap 'echo asked; exit 9' TERM; echo ready; while :; do sleep 0.05; done"]);
        await process.WaitForLineAsync("ready");

        process.Send(Signal.Terminate);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(9));
        Assert.That(process.Output.Lines, Does.Contain("asked"));
    }

    [Test]
    public async Task A_clean_environment_holds_only_what_is_needed_and_given()
    {
        var output = await ChildProcess.RunAsync(
            "env",
            [],
            new ChildProcessOptions { CleanEnvironment = true, Environment = new Dictionary<string, string?> { ["GIVEN"] = "yes" } });

        var names = output.Lines.Select(line => line.Split('=')[0]).ToList();
        Assert.That(names, Does.Contain("GIVEN").And.Contains("PATH"));
        Assert.That(names.Except(["GIVEN", "PATH", "HOME", "LANG", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH", "PWD", "SHLVL", "_"]), Is.Empty);
    }

    [Test]
    public async Task Disposing_kills_grandchildren_that_have_lost_their_parent()
    {
        var process = ChildProcess.Start("sh", ["-c", "sh -c 'sleep 600 >/dev/null 2>&1 & echo $!'; echo done; sleep 600"]);
        await process.WaitForLineAsync("done");
        var orphan = process.Output.Lines[0];
        Assert.That(File.Exists($"/proc/{orphan}/exe"), Is.True);

        await process.DisposeAsync();

        await Eventually.BecomesTrueAsync(() => !File.Exists($"/proc/{orphan}/exe"));
    }
}
