using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>A job of a queue: its fields as they were read, and what may be done with it.</summary>
/// <remarks>The fields stay as they were; read the job again to see what has become of it.</remarks>
public sealed class Job : JobFields
{
    internal Job(JobRecord record, QueueSession session)
        : base(record, session)
    {
    }

    /// <summary>How long after <see cref="JobFields.Timestamp"/>, or after its last attempt, it becomes due; zero once it is.</summary>
    public TimeSpan Delay => TimeSpan.FromMilliseconds(Math.Clamp(Record.Delay, TimeSpan.MinValue.TotalMilliseconds, TimeSpan.MaxValue.TotalMilliseconds));

    /// <summary>When it was last started; null for never.</summary>
    public DateTimeOffset? ProcessedOn => Record.ProcessedOn is { } millis ? UnixTime.FromMilliseconds(millis) : null;

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? FinishedOn => Record.FinishedOn is { } millis ? UnixTime.FromMilliseconds(millis) : null;

    /// <summary>The name of the worker that last took it; null for a nameless one.</summary>
    public string? ProcessedBy => Record.ProcessedBy;

    /// <summary>Why the last failed attempt failed; null for none.</summary>
    public string? FailedReason => Record.FailedReason;

    /// <summary>The stack traces of failed attempts, oldest first.</summary>
    public IReadOnlyList<string> StackTraces => ReadStackTraces();

    /// <summary>The return value's JSON as stored; null before the job has completed.</summary>
    public ReadOnlyMemory<byte>? ReturnValueJson => Record.ReturnValueJson is { } json ? new ReadOnlyMemory<byte>(json) : default(ReadOnlyMemory<byte>?);

    /// <summary>Reads the return value; the default where there is none.</summary>
    /// <exception cref="JobDataException">It does not fit <typeparamref name="T"/>.</exception>
    public T? GetReturnValue<T>() => Record.ReturnValueJson is { } json ? Read<T>(json) : default;

    /// <summary>Where the job is now.</summary>
    public Task<JobState> StateAsync(CancellationToken cancellationToken = default) => GetState.RunAsync(Session.Lua, Session.Keys, Id, cancellationToken);

    /// <summary>Waits until the job has ended, and returns its value.</summary>
    /// <inheritdoc cref="QueueEvents.WaitUntilFinishedAsync{T}"/>
    /// <param name="events">Reads the events of the job's queue.</param>
    /// <param name="timeout">How long to wait; may be left out where there is a token that can be cancelled.</param>
    /// <param name="cancellationToken">Cancels the wait; the job goes on.</param>
    public Task<T?> WaitUntilFinishedAsync<T>(QueueEvents events, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Queue == Queue
            ? events.WaitUntilFinishedAsync<T>(Id, timeout, cancellationToken)
            : throw new ArgumentException($"The events are those of {events.Queue}; job {Id} is in {Queue}.", nameof(events));
    }

    /// <summary>Deletes the job.</summary>
    /// <param name="childrenToo">Whether its children go too, at any depth and finished ones included.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been deleted.</param>
    /// <exception cref="JobLockedException">The job, or a pending child that was to go with it, is being processed.</exception>
    /// <exception cref="JobBelongsToSchedulerException">A job scheduler lives by it: remove that.</exception>
    public Task RemoveAsync(bool childrenToo = true, CancellationToken cancellationToken = default) =>
        RemoveJob.RunAsync(Session.Lua, Session.Keys, Id, childrenToo, cancellationToken);

    /// <summary>Lets a finished job run again.</summary>
    /// <param name="from">The state it is in: failed or completed.</param>
    /// <param name="resetAttemptsMade">Whether its attempts are counted from 0 again.</param>
    /// <param name="resetAttemptsStarted">Whether its starts are counted from 0 again.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been put in line.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is neither failed nor completed.</exception>
    /// <exception cref="JobNotInStateException">The job is not in that state.</exception>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public Task RetryAsync(
        JobState from = JobState.Failed, bool resetAttemptsMade = false, bool resetAttemptsStarted = false, CancellationToken cancellationToken = default)
    {
        if (from is not (JobState.Failed or JobState.Completed))
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, "Only failed and completed jobs can be retried.");
        }

        return ReprocessJob.RunAsync(Session.Lua, Session.Keys, Id, from, Options.Lifo, resetAttemptsMade, resetAttemptsStarted, cancellationToken);
    }

    /// <summary>Makes a delayed job run now.</summary>
    /// <exception cref="JobNotInStateException">The job is not delayed.</exception>
    public Task PromoteAsync(CancellationToken cancellationToken = default) => Promote.RunAsync(Session.Lua, Session.Keys, Id, cancellationToken);

    /// <summary>Changes when a delayed job is due.</summary>
    /// <param name="delay">Counted from now; zero or more.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="JobNotInStateException">The job is not delayed.</exception>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public Task ChangeDelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return ChangeDelay.RunAsync(Session.Lua, Session.Keys, Id, delay, Session.Clock.NowMilliseconds(), cancellationToken);
    }

    /// <summary>Changes the priority, and the job's place in line where it waits.</summary>
    /// <param name="priority">0 for none, 1 (first) to 2097151 (last).</param>
    /// <param name="lifo">Whether it runs before its equals rather than after them.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ArgumentException">The priority is outside its range.</exception>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public Task ChangePriorityAsync(int priority, bool lifo = false, CancellationToken cancellationToken = default)
    {
        JobOptionsRules.CheckPriority(priority);
        return ChangePriority.RunAsync(Session.Lua, Session.Keys, Id, priority, lifo, cancellationToken);
    }

    /// <summary>Reads rows of the job's log.</summary>
    /// <param name="start">Index of the first row, from 0; counted from the newest where <paramref name="newestFirst"/>.</param>
    /// <param name="end">Index of the last row, inclusive; -1 for all.</param>
    /// <param name="newestFirst">Whether the newest row comes first.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<JobLog> LogRowsAsync(long start = 0, long end = -1, bool newestFirst = false, CancellationToken cancellationToken = default) =>
        JobLog.ReadAsync(Session, Id, start, end, newestFirst, cancellationToken);

    /// <summary>Deletes the job's log, except for the newest rows that are to stay.</summary>
    public Task ClearLogAsync(int keep = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var log = Session.Keys.OfJob(Id, "logs");
        return keep == 0
            ? Session.Link.ExecuteAsync("DEL", [log], cancellationToken)
            : Session.Link.ExecuteAsync("LTRIM", [log, -keep, -1], cancellationToken);
    }

    /// <summary>Breaks the link to the job's parent, which no longer waits for it.</summary>
    /// <returns>Whether the parent was waiting for it.</returns>
    /// <exception cref="ParentNotFoundException">The parent does not exist any more.</exception>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task<bool> LeaveParentAsync(CancellationToken cancellationToken = default)
    {
        if (ParentKey is not { } parentKey || !await RemoveChildDependency.RunAsync(Session.Lua, Session.Keys, Id, parentKey, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        Record.ParentKey = null;
        return true;
    }

    /// <summary>Ends the job's deduplication, so that an equal job is let in again.</summary>
    /// <returns>Whether the job still owned it.</returns>
    public Task<bool> EndDeduplicationAsync(CancellationToken cancellationToken = default) => DeduplicationId is { } id
        ? RemoveDeduplicationKey.RunAsync(Session.Lua, Session.Keys, id, Id, cancellationToken)
        : Task.FromResult(false);

    private List<string> ReadStackTraces()
    {
        try
        {
            return Record.StackTraceJson is { } json ? QueueJson.Deserialize<List<string>>(json, QueueJson.Default) ?? [] : [];
        }
        catch (JsonException)
        {
            // Somebody stored a list nobody can read; the job is none the worse for it.
            return [];
        }
    }
}
