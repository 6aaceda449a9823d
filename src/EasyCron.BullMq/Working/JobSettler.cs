using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Stores what became of a job. While Redis is away it keeps trying, because the result exists nowhere else, and the job's lock is
/// renewed as soon as that is possible again.
/// </summary>
internal sealed partial class JobSettler(WorkerSession session, JobFetcher fetcher, CompletionBatches batches)
{
    /// <returns>The slot's next job where one was ready.</returns>
    public Task<FetchedJob?> CompleteAsync(ActiveJob job, byte[] json, Func<bool> mayFetchNext)
    {
        var keep = job.Record.Options.RemoveOnComplete ?? session.Options.RemoveOnComplete;
        return StoreAsync(job, () => batches.CompleteAsync(job, json, keep, mayFetchNext()));
    }

    public Task<NextJob> FailAsync(ActiveJob job, Exception error, bool fetchNext)
    {
        var end = new MoveToFinished.End(Failed: true, error.Message, FailureFields.Pack(job.Record, error));
        var keep = job.Record.Options.RemoveOnFail ?? session.Options.RemoveOnFail;
        return StoreAsync(job, () => MoveToFinished.RunAsync(
            session.Lua, session.Keys, job.Record, job.Token, end, keep, session.Terms, session.Options.MetricsDataPoints, fetchNext, session.Now, session.GiveUp.Token));
    }

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

    /// <summary>Writes until it is written. The default value where an earlier try turns out to have done it.</summary>
    private async Task<T?> StoreAsync<T>(ActiveJob job, Func<Task<T>> write)
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
                return default;
            }
        }
    }

    [LoggerMessage(26, LogLevel.Warning, "The result of job {JobId} cannot be stored yet ({Reason}); trying until it is.")]
    private static partial void LogNotStoredYet(ILogger logger, string jobId, string reason);

    [LoggerMessage(27, LogLevel.Information, "The result of job {JobId} was stored by a try whose answer got lost, or its lock ran out meanwhile.")]
    private static partial void LogStoredBefore(ILogger logger, string jobId);
}
