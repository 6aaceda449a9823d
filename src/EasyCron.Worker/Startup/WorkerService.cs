using EasyCron.Worker.Schedule;
using EasyCron.Worker.Upkeep;

namespace EasyCron.Worker.Startup;

/// <summary>The order of life: the database first, then the schedules, then the worker and the upkeep; at the end the worker last.</summary>
internal sealed partial class WorkerService(
    DatabaseGate gate, BullMq.Worker worker, ScheduleKeeperLoop schedules, UpkeepLoop upkeep, TimeProvider clock, ILogger<WorkerService> logger) : BackgroundService
{
    // Nothing but a fault makes a first pass so long; then jobs that somebody asks for should run all the same.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

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
                var keeping = schedules.RunAsync(stoppingToken);
                await SchedulesInOrderAsync(stoppingToken);
                await worker.StartAsync(stoppingToken);
                await Task.WhenAll(keeping, upkeep.RunAsync(stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop while waiting: nothing was begun that would need an end.
        }
    }

    /// <summary>What was missed while nobody was there is for the keeper to decide, before the worker takes overdue jobs out of the queue.</summary>
    private async Task SchedulesInOrderAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schedules.FirstPass.WaitAsync(LongestWait, clock, stoppingToken);
        }
        catch (TimeoutException)
        {
            LogNotWaiting(logger, LongestWait.TotalSeconds);
        }
    }

    [LoggerMessage(120, LogLevel.Warning, "Schedules could not be compared within {Seconds} s; jobs are taken from the queue all the same.")]
    private static partial void LogNotWaiting(ILogger logger, double seconds);
}
