using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>Returns jobs of dead workers to the line. A guard in Redis lets one worker of the fleet check per interval.</summary>
internal sealed partial class StalledJobChecker(WorkerSession session)
{
    private readonly FaultStreak _faults = new();

    /// <summary>Checks at once and then every interval until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = session.Options.StalledInterval;
            try
            {
                await CheckOnceAsync(cancellationToken).ConfigureAwait(false);
                _faults.End();
            }
            catch (QueueException exception)
            {
                wait = _faults.Add(out var isNews);
                if (isNews)
                {
                    await session.ReportAsync(exception).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(wait, session.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CheckOnceAsync(CancellationToken cancellationToken)
    {
        var options = session.Options;
        var returned = await MoveStalledJobsToWait.RunAsync(
            session.Lua, session.Keys, options.MaxStalledCount, options.StalledInterval, session.Now, cancellationToken).ConfigureAwait(false);
        if (returned.Count > 0)
        {
            Instruments.Stalled.Add(returned.Count, Instruments.Tags(session.Keys.Queue, "check", "receive"));
        }

        foreach (var id in returned)
        {
            var job = await DescribeAsync(id, cancellationToken).ConfigureAwait(false);
            LogStalled(session.Logger, id, job.Worker ?? "a nameless worker", job.Count);
            await session.GuardAsync(nameof(WorkerEvents.OnStalled), job, options.Events.OnStalled).ConfigureAwait(false);
        }
    }

    private async Task<StalledJob> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        var fields = RedisReply.Items(await session.Connection.Link.ExecuteAsync("HMGET", [session.Keys.Job(id), "pb", "stc"], cancellationToken).ConfigureAwait(false));
        var count = (int)RedisReply.Number(fields[1]);
        return new StalledJob(id, RedisReply.Text(fields[0]), count, count > session.Options.MaxStalledCount);
    }

    [LoggerMessage(35, LogLevel.Warning, "Job {JobId} lost its worker ({Worker}), {Count} times by now, and is back in line.")]
    private static partial void LogStalled(ILogger logger, string jobId, string worker, int count);
}
