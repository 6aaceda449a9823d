using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Trials;

/// <summary>The measurements by name. Each begins with work of the same kind that is not counted, so that code is compiled and sockets are warm.</summary>
public static class Trial
{
    public static async Task<Figures> RunAsync(string what, TrialSettings settings)
    {
        await using var connection = new QueueConnection(settings.Redis);
        return what switch
        {
            "worker" => await WorkerTrial.RunAsync(connection, settings),
            "add" => await AddTrial.RunAsync(connection, settings),
            "pickup" => await LatencyTrial.PickUpAsync(connection, settings),
            "delayed" => await LatencyTrial.DelayedAsync(connection, settings),
            _ => throw new ArgumentException($"There is no trial \"{what}\"; there are worker, add, pickup, delayed."),
        };
    }
}
