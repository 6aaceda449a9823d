using EasyCron.BullMq;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Upkeep;

/// <summary>Looks after runs that nobody ends. One worker of the fleet looks in each interval; whichever it is, nothing is remembered between two looks.</summary>
internal sealed partial class UpkeepLoop(LostRunFinder finder, QueueConnection connection, Queue queue, TimeProvider clock, ILogger<UpkeepLoop> logger)
{
    // Within this a lost run is found; ending it then takes as long as the queue needs to deliver a job in front.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly RedisScript TakeTurn = new("takeTurnOfUpkeep", "return redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[1])");

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                if (await IsMyTurnAsync(cancellationToken))
                {
                    var found = await finder.RunOnceAsync(cancellationToken);
                    LogLooked(logger, found.Count);
                }
            }
            catch (Exception exception) when (TransientFault.Passes(exception))
            {
                LogAway(logger, exception.GetBaseException().Message);
            }
#pragma warning disable CA1031 // The loop must live; what reaches it here is a defect that has to be seen.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFault(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<bool> IsMyTurnAsync(CancellationToken cancellationToken)
    {
        // A little less than the interval, or the worker that looked last would just miss its own next turn.
        var guard = (long)(Interval * 0.9).TotalMilliseconds;
        return !(await connection.RunAsync(TakeTurn, [$"{queue.Name.Prefix}:easycron:{queue.Name.Name}:upkeep"], [guard], cancellationToken)).IsNull;
    }

    [LoggerMessage(250, LogLevel.Debug, "Looked for runs that nobody ends; found {Found}.")]
    private static partial void LogLooked(ILogger logger, int found);

    [LoggerMessage(251, LogLevel.Debug, "Cannot look for runs that nobody ends, a store is away: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(252, LogLevel.Error, "Looking for runs that nobody ends failed.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
