using System.Collections.Concurrent;

namespace EasyCron.Worker.Tests;

/// <summary>Fails the suite when any task of any test died without anybody looking at why.</summary>
[SetUpFixture]
public sealed class UnobservedExceptions
{
    private readonly ConcurrentQueue<Exception> _seen = [];

    [OneTimeSetUp]
    public void Watch() => TaskScheduler.UnobservedTaskException += (_, args) => _seen.Enqueue(args.Exception);

    [OneTimeTearDown]
    public void Judge()
    {
        // A task reports when it is finalized.
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(_seen, Is.Empty);
    }
}
