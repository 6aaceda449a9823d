using EasyCron.Worker.Schedule;
using EasyCron.Worker.Upkeep;

namespace EasyCron.Worker.Startup;

/// <summary>The order of life: the database first, then the worker, the schedules and the upkeep; at the end the worker last.</summary>
internal sealed class WorkerService(DatabaseGate gate, BullMq.Worker worker, ScheduleKeeperLoop schedules, UpkeepLoop upkeep) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await worker.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await gate.OpenAsync(stoppingToken))
            {
                await worker.StartAsync(stoppingToken);
                await Task.WhenAll(schedules.RunAsync(stoppingToken), upkeep.RunAsync(stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop while waiting: nothing was begun that would need an end.
        }
    }
}
