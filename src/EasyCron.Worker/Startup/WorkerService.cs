using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.Startup;

/// <summary>The order of life: the database first, then the worker and the schedules; at the end the schedules first, then the worker.</summary>
internal sealed class WorkerService(DatabaseGate gate, BullMq.Worker worker, ScheduleKeeperLoop schedules) : BackgroundService
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
                await schedules.RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop while waiting: nothing was begun that would need an end.
        }
    }
}
