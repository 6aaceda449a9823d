namespace EasyCron.Worker.Schedule;

internal sealed class ScheduleKeeperLoop(ScheduleKeeper keeper)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await keeper.RunOnceAsync(cancellationToken);
            await Task.Delay(2000, cancellationToken);
        }
    }
}
