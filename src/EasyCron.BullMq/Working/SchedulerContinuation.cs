using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Puts a scheduler's next job in place when its current one is taken, before that one runs, so that a crash of the run never
/// breaks the chain. BullMQ's workers do the same; the script lets only the current job do it.
/// </summary>
internal sealed partial class SchedulerContinuation(WorkerSession session)
{
    public async ValueTask PlaceNextAsync(JobRecord job)
    {
        if (job.RepeatJobKey is not { } schedulerId)
        {
            return;
        }

        var faults = new FaultStreak();
        while (!session.GiveUp.IsCancellationRequested)
        {
            try
            {
                if (SchedulerIteration.After(schedulerId, job, session.Now) is { } next)
                {
                    await UpdateJobScheduler.RunAsync(session.Lua, session.Keys, next, job.Id, session.GiveUp.Token).ConfigureAwait(false);
                }

                return;
            }
            catch (QueueException exception) when (FaultStreak.MayPass(exception))
            {
                // The script answers a repeated call harmlessly, so trying again is safe.
                await Task.Delay(faults.Add(out _), session.Clock, session.GiveUp.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is QueueException or FormatException)
            {
                // Unlike Node, which leaves such a job to stall again and again, the job still runs; only the chain ends.
                LogChainEnds(session.Logger, schedulerId, exception.Message);
                await session.ReportAsync(exception).ConfigureAwait(false);
                return;
            }
        }
    }

    [LoggerMessage(31, LogLevel.Error, "The scheduler {SchedulerId} has no next job: {Reason}")]
    private static partial void LogChainEnds(ILogger logger, string schedulerId, string reason);
}
