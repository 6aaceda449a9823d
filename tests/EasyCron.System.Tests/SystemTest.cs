using NUnit.Framework.Interfaces;

namespace EasyCron.System.Tests;

/// <summary>A test on an installation of its own. Where it fails, it shows what the workers wrote last.</summary>
public abstract class SystemTest
{
    internal Installation Site { get; private set; } = null!;

    [SetUp]
    public async Task CreateInstallationAsync() => Site = await Installation.CreateAsync();

    [TearDown]
    public async Task RemoveInstallationAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            foreach (var worker in Site.Workers)
            {
                TestContext.Out.WriteLine($"--- worker {worker.Process.Id}, {(worker.Process.HasExited ? "ended" : "running")}");
                TestContext.Out.WriteLine(worker.Process.Output.Tail);
            }
        }

        await Site.DisposeAsync();
    }
}
