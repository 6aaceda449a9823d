using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Events;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Upkeep of a queue: removing, retrying, cleaning, emptying. Work on many jobs goes in batches, so that Redis serves others between them.</summary>
public sealed class QueueMaintenance
{
    private const int BatchSize = 1000;
    private const int CleanBatchSize = 10_000;

    private readonly QueueSession _session;

    internal QueueMaintenance(QueueSession session)
    {
        _session = session;
    }

    /// <summary>Deletes a job; one that does not exist is no error.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="childrenToo">Whether its children go too, at any depth and finished ones included.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been deleted.</param>
    /// <exception cref="JobLockedException">The job, or a pending child that was to go with it, is being processed.</exception>
    /// <exception cref="JobBelongsToSchedulerException">A job scheduler lives by it: remove that.</exception>
    public Task RemoveAsync(string jobId, bool childrenToo = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        return RemoveJob.RunAsync(_session.Lua, _session.Keys, jobId, childrenToo, cancellationToken);
    }

    /// <summary>Asks whichever worker runs a job to cancel it. Only workers with <see cref="WorkerOptions.HearCancellations"/> do; nobody answers.</summary>
    /// <param name="jobId">The job. One that does not run now is not affected: remove that.</param>
    /// <param name="reason">Stored as the failed reason when the processor gives way.</param>
    /// <param name="cancellationToken">Cancels the wait; the request may have been published.</param>
    public Task CancelRunningAsync(string jobId, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        return CancellationEvent.PublishAsync(_session, jobId, reason, cancellationToken);
    }

    /// <summary>Lets all failed, or all completed, jobs run again, oldest first. Their attempts are counted on.</summary>
    /// <param name="from">Failed or completed.</param>
    /// <param name="finishedBefore">Only those that ended until then; null for now.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task RetryJobsAsync(JobState from = JobState.Failed, DateTimeOffset? finishedBefore = null, CancellationToken cancellationToken = default)
    {
        if (from is not (JobState.Failed or JobState.Completed))
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, "Only failed and completed jobs can be retried.");
        }

        var until = finishedBefore?.ToUnixTimeMilliseconds() ?? _session.Clock.NowMilliseconds();
        while (await MoveJobsToWait.RunAsync(_session.Lua, _session.Keys, from, BatchSize, until, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Makes all delayed jobs run now.</summary>
    public async Task PromoteJobsAsync(CancellationToken cancellationToken = default)
    {
        while (await MoveJobsToWait.RunAsync(_session.Lua, _session.Keys, JobState.Delayed, BatchSize, double.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Deletes all jobs that wait, except the ones that job schedulers live by. Running and finished jobs stay.</summary>
    /// <param name="delayedToo">Whether delayed jobs go too.</param>
    /// <param name="cancellationToken">Cancels the wait; the jobs may be gone.</param>
    /// <remarks>It is one step in Redis, as BullMQ's: of hundreds of thousands of jobs it takes seconds, in which Redis serves nobody else.</remarks>
    public Task DrainAsync(bool delayedToo = false, CancellationToken cancellationToken = default) =>
        Drain.RunAsync(_session.Lua, _session.Keys, delayedToo, cancellationToken);

    /// <summary>Deletes old jobs of one state. Jobs that run, and those that job schedulers live by, stay.</summary>
    /// <param name="state">Completed, failed, delayed, prioritized, waiting or active (those whose worker is lost).</param>
    /// <param name="grace">How old they must be: since they finished, else were last started, else were added.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The ids of the deleted jobs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state cannot be cleaned: parents that wait for children go with those.</exception>
    public async Task<IReadOnlyList<string>> CleanAsync(JobState state, TimeSpan grace, long? limit = null, CancellationToken cancellationToken = default)
    {
        if (state is JobState.WaitingChildren or JobState.Unknown)
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "Allowed are completed, failed, delayed, prioritized, waiting and active.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        var until = _session.Clock.NowMilliseconds() - (long)grace.TotalMilliseconds;
        var removed = new List<string>();
        while (true)
        {
            var wanted = Math.Min(CleanBatchSize, (limit ?? long.MaxValue) - removed.Count);
            var batch = await CleanJobsInSet.RunAsync(_session.Lua, _session.Keys, state, until, wanted, cancellationToken).ConfigureAwait(false);
            removed.AddRange(batch);
            if (batch.Count < wanted || removed.Count == limit)
            {
                return removed;
            }
        }
    }

    /// <summary>Deletes the queue with everything in it. It is paused first, and stays so where this fails.</summary>
    /// <param name="force">Whether jobs being processed go too.</param>
    /// <param name="cancellationToken">Stops between batches; the queue stays paused.</param>
    /// <exception cref="QueueException">Jobs are being processed and <paramref name="force"/> was not given, or somebody resumed the queue meanwhile.</exception>
    public async Task ObliterateAsync(bool force = false, CancellationToken cancellationToken = default)
    {
        await Pause.RunAsync(_session.Lua, _session.Keys, paused: true, announce: true, cancellationToken).ConfigureAwait(false);
        while (await Obliterate.RunAsync(_session.Lua, _session.Keys, BatchSize, force, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Shortens the event stream now to about this many.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<long> TrimEventsAsync(long most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return RedisReply.Number(await _session.Link.ExecuteAsync("XTRIM", [_session.Keys.Events, "MAXLEN", "~", most], cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sets about how many events the stream keeps from now on; 10,000 unless somebody says otherwise. It costs some 200 bytes each.</summary>
    public Task KeepEventsAsync(long most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return _session.Link.ExecuteAsync("HSET", [_session.Keys.Meta, "opts.maxLenEvents", most], cancellationToken);
    }

    /// <summary>Ends a deduplication, whoever owns it.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> EndDeduplicationAsync(string deduplicationId, CancellationToken cancellationToken = default) => RedisReply.Number(
        await _session.Link.ExecuteAsync("DEL", [(RedisKey)_session.Keys.DeduplicationOwner(deduplicationId)], cancellationToken).ConfigureAwait(false)) == 1;

    /// <summary>Deletes jobs that are in no state of the queue, which only crashes of old clients and edits by hand leave behind.</summary>
    /// <param name="limit">At most about so many; null for all.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many were deleted.</returns>
    /// <remarks>It looks through all keys of the Redis database, so run it at quiet times.</remarks>
    public async Task<long> RemoveOrphanedJobsAsync(long? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        var removed = 0L;
        await foreach (var candidates in OrphanCandidates.FindAsync(_session, cancellationToken).ConfigureAwait(false))
        {
            removed += await RemoveOrphanedJobs.RunAsync(_session.Lua, _session.Keys, candidates, cancellationToken).ConfigureAwait(false);
            if (removed >= limit)
            {
                break;
            }
        }

        return removed;
    }
}
