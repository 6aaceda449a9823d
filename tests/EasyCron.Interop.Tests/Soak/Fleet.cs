using EasyCron.Interop.Tests.Matrix;
using EasyCron.Testing.Processes;

namespace EasyCron.Interop.Tests.Soak;

/// <summary>Worker processes of both runtimes on one queue, any of which may be killed and replaced.</summary>
internal sealed class Fleet(string prefix, IReadOnlyList<string> kinds) : IAsyncDisposable
{
    /// <summary>The queue they work on.</summary>
    public const string Queue = "soak";

    // Short, so that the jobs of a killed worker come back soon; and no number of kills fails a job.
    private static readonly object Options = new { name = "w", concurrency = 5, lockDuration = 1500, stalledInterval = 500, maxStalledCount = 1000 };

    private readonly AnsweringProcess?[] _processes = new AnsweringProcess?[kinds.Count];

    private object Question => new { prefix, queue = Queue, opts = Options };

    /// <summary>Starts one worker of each kind.</summary>
    public Task StartAsync() => Task.WhenAll(Enumerable.Range(0, kinds.Count).Select(StartAsync));

    /// <summary>Kills a worker in the middle of whatever it does, and starts another one of its kind.</summary>
    public async Task ReplaceAsync(int member)
    {
        if (_processes[member] is { } process)
        {
            process.Process.Send(Signal.Kill);
            await process.DisposeAsync();
        }

        await StartAsync(member);
    }

    /// <summary>Stops all workers as a deployment does.</summary>
    public Task StopAsync() => Task.WhenAll(_processes.OfType<AnsweringProcess>().Select(process => process.AskAsync("stopWorker", Question)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.OfType<AnsweringProcess>())
        {
            await process.DisposeAsync();
        }
    }

    private async Task StartAsync(int member)
    {
        var process = await Peers.StartAsync(kinds[member]);
        _processes[member] = process;
        await process.AskAsync("startWorker", Question);
    }
}
