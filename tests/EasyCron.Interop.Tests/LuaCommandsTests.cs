using EasyCron.Testing;
using EasyCron.Testing.Processes;

namespace EasyCron.Interop.Tests;

/// <summary>The commands of <c>lua/</c> against BullMQ's own, by the Node programs that compare them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LuaCommandsTests
{
    private static readonly string Folder = Repository.File("tests/EasyCron.Interop.Tests/node");

    [OneTimeSetUp]
    public async Task InstallPackagesAsync()
    {
        await ChildProcess.RunAsync(Repository.File("scripts/node-packages"), [], deadline: TimeSpan.FromMinutes(5));
        await RunNodeAsync("bullmq", "swap-scripts.mjs");
    }

    [Test]
    public Task Commands_keep_their_contract_in_the_corners_and_refuse_malformed_arguments() =>
        RunNodeAsync("bullmq", "--test", "lua-direct/");

    [TestCase("bullmq", TestName = "Node_client_behaves_as_expected_on_its_own_scripts")]
    [TestCase("bullmq-swapped", TestName = "Node_client_behaves_as_expected_on_ours")]
    public Task Node_client_behaves_as_expected(string package) => RunNodeAsync(package, "--test", "smoke/");

    [Test]
    public Task Random_calls_meet_no_difference_that_is_not_declared() =>
        RunNodeAsync("bullmq", "lua-differential/run.mjs", "--seed", "1", "--steps", "3000");

    private static async Task RunNodeAsync(string package, params string[] arguments)
    {
        var options = new ChildProcessOptions
        {
            WorkingDirectory = Folder,
            Environment = new Dictionary<string, string?> { ["BULLMQ_PACKAGE"] = package },
        };
        await using var node = ChildProcess.Start("node", arguments, options);
        node.Input.Close();
        var exitCode = await node.WaitForExitAsync(TimeSpan.FromMinutes(10));

        // What failed comes first: the end of a long output says only how many did.
        string[] failures = [.. TapFailures.In(node.Output.Lines)];
        Assert.That(exitCode, Is.Zero, () => string.Join('\n', [.. failures, "The end of the output:", node.Output.Tail]));
    }
}
