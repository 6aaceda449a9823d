using EasyCron.Testing.Processes;
using NUnit.Framework.Interfaces;

namespace EasyCron.System.Tests;

/// <summary>Tests that share one installation with one worker, each with jobs of its own.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class SharedSystemTest
{
    internal Installation Site { get; private set; } = null!;

    internal WorkerProcess Worker { get; private set; } = null!;

    /// <summary>The worker's settings besides the usual ones.</summary>
    protected virtual (string Name, string? Value)[] Settings => [];

    [OneTimeSetUp]
    public async Task CreateInstallationAsync()
    {
        Site = await Installation.CreateAsync();
        Worker = await Site.StartWorkerAsync(Settings);
    }

    [OneTimeTearDown]
    public async Task RemoveInstallationAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            TestContext.Progress.WriteLine($"--- worker {Worker.Process.Id} of {GetType().Name}, {(Worker.Process.HasExited ? "ended" : "running")}");
            TestContext.Progress.WriteLine(Worker.Process.Output.Tail);
        }

        await Site.DisposeAsync();
    }
}
