using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Hosting;

/// <summary>Starts the host's workers once the host has started, so that no job meets a half-started one, and stops them all at once.</summary>
internal sealed partial class WorkerHost(IEnumerable<WorkerRegistration> workers, IServiceProvider provider, ILogger<WorkerHost> logger) : IHostedLifecycleService
{
    private readonly IReadOnlyList<Worker> _workers = [.. workers.Select(worker => provider.GetRequiredKeyedService<Worker>(worker.Queue))];

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _workers)
        {
            await worker.StartAsync(cancellationToken).ConfigureAwait(false);
            LogStarted(logger, worker.Queue.Qualified, worker.Concurrency);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(_workers.Select(async worker =>
    {
        LogStopping(logger, worker.Queue.Qualified, worker.RunningCount);
        await worker.StopAsync(cancellationToken).ConfigureAwait(false);
        LogStopped(logger, worker.Queue.Qualified);
    }));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
