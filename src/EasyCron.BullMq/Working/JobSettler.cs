using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Stores what became of a job. While Redis is away it keeps trying, because the result exists nowhere else, and the job's lock is
/// renewed as soon as that is possible again.
/// </summary>
internal sealed partial class JobSettler(WorkerSession session, JobFetcher fetcher)
{
    public Task<NextJob> CompleteAsync(ActiveJob job, byte[] json, bool fetchNext) => FinishAsync(
        job, new MoveToFinished.End(Failed: false, json, Fields: null), job.Record.Options.RemoveOnComplete ?? session.Options.RemoveOnComplete, fetchNext);

    public Task<NextJob> FailAsync(ActiveJob job, Exception error, bool fetchNext) => FinishAsync(
        job, new MoveToFinished.End(Failed: true, error.Message, FailureFields.Pack(job.Record, error)), job.Record.Options.RemoveOnFail ?? session.Options.RemoveOnFail,
        fetchNext);

    public Task<NextJob> DelayAsync(ActiveJob job, TimeSpan delay, bool countAttempt, Exception? error, bool fetchNext)
    {
        var fields = error is null ? null : FailureFields.Pack(job.Record, error);
        return StoreAsync(job, () => MoveToDelayed.RunAsync(
            session.Lua, session.Keys, job.Record.Id, job.Token, delay, countAttempt, fields, session.Terms, fetchNext, session.Now, session.GiveUp.Token));
    }

    public Task<NextJob> RetryNowAsync(ActiveJob job, Exception error)
    {
        var fields = FailureFields.Pack(job.Record, error);
        return StoreAsync(job, async () =>
        {
            await RetryJob.RunAsync(session.Lua, session.Keys, job.Record.Id, job.Token, job.Record.Options.Lifo, fields, session.Now, session.GiveUp.Token).ConfigureAwait(false);
            return NextJob.None;
        });
    }

    /// <summary>Gives the job back to the front of the line, no attempt counted.</summary>
    /// <returns>How long the queue stays rate limited, in <see cref="NextJob.LimitDelay"/>.</returns>
    public Task<NextJob> GiveBackAsync(ActiveJob job) => StoreAsync(job, async () =>
    {
        var limited = await MoveJobFromActiveToWait.RunAsync(session.Lua, session.Keys, job.Record.Id, job.Token, session.GiveUp.Token).ConfigureAwait(false);
        return new NextJob(null, limited, 0);
    });

    private Task<NextJob> FinishAsync(ActiveJob job, MoveToFinished.End end, JobRetention keep, bool fetchNext) => StoreAsync(
        job, () => MoveToFinished.RunAsync(
            session.Lua, session.Keys, job.Record, job.Token, end, keep, session.Terms, session.Options.MetricsDataPoints, fetchNext, session.Now, session.GiveUp.Token));

    private async Task<NextJob> StoreAsync(ActiveJob job, Func<Task<NextJob>> write)
    {
        var faults = new FaultStreak();
        var mayBeStored = false;
        job.Settling = true;
        while (true)
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (QueueException exception) when (FaultStreak.MayPass(exception))
            {
                mayBeStored |= exception is QueueUnavailableException { MayHaveBeenApplied: true };
                var wait = faults.Add(out var isNews);
                if (isNews)
                {
                    LogNotStoredYet(session.Logger, job.Record.Id, exception.Message);
                }

                await Task.Delay(wait, session.Clock, session.GiveUp.Token).ConfigureAwait(false);
            }
            catch (QueueException exception) when (mayBeStored && exception is JobLockLostException or JobNotFoundException or JobNotInStateException)
            {
                // The first try was carried out although its answer got lost; it may have fetched a job that nobody knows of.
                LogStoredBefore(session.Logger, job.Record.Id);
                await fetcher.RecoverAsync(job.Token, session.GiveUp.Token).ConfigureAwait(false);
                return NextJob.None;
            }
        }
    }

    [LoggerMessage(26, LogLevel.Warning, "The result of job {JobId} cannot be stored yet ({Reason}); trying until it is.")]
    private static partial void LogNotStoredYet(ILogger logger, string jobId, string reason);

    [LoggerMessage(27, LogLevel.Information, "The result of job {JobId} was stored by a try whose answer got lost, or its lock ran out meanwhile.")]
    private static partial void LogStoredBefore(ILogger logger, string jobId);
}
