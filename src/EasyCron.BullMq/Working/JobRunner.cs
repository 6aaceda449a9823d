using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>Runs the processor for one job and turns what it says into the job's next state.</summary>
internal sealed partial class JobRunner(WorkerSession session, JobSettler settler, JobFetcher fetcher, SchedulerContinuation continuation, JobProcessor processor)
{
    /// <summary>What a stalled check leaves with a job that lost its worker too often.</summary>
    private const string StalledTooOften = "job stalled more than allowable limit";

    /// <summary>Runs a job to its end here.</summary>
    /// <param name="fetched">The job.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="mayFetchNext">Asked at the very end: whether the finishing call should bring the next job.</param>
    /// <returns>The next job where one was brought.</returns>
    public async Task<FetchedJob?> RunAsync(FetchedJob fetched, Slot slot, Func<bool> mayFetchNext)
    {
        using var active = new ActiveJob(fetched.Record, fetched.Token, session.Clock.GetTimestamp(), slot);
        var context = new JobContext(active, session);
        session.Running.Add(active);
        Instruments.CountConsumed(session.Keys.Queue);
        try
        {
            await continuation.PlaceNextAsync(active.Record).ConfigureAwait(false);
            var outcome = Refusal(active.Record) is { } reason
                ? await RefuseAsync(active.Record, reason).ConfigureAwait(false)
                : await TraceAsync(context, active).ConfigureAwait(false);
            return active.Abandoned ? null : await SettleAsync(context, active, outcome, mayFetchNext).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (session.GiveUp.IsCancellationRequested)
        {
            LogGivenUp(session.Logger, active.Record.Id);
            return null;
        }
        catch (QueueException exception)
        {
            // Lost lock, removed job: whatever this run produced belongs to nobody now.
            LogNotStored(session.Logger, active.Record.Id, exception.Message);
            await session.ReportAsync(exception).ConfigureAwait(false);
            return null;
        }
        finally
        {
            session.Running.Remove(active);
        }
    }

    /// <summary>Why a job must fail without being run; null for one to run.</summary>
    private string? Refusal(JobRecord job) =>
        job.DeferredFailure
        ?? job.Poison
        ?? (session.Options.MaxStartedAttempts is { } most && job.AttemptsStarted > most ? "job started more than allowable limit" : null);

    private async ValueTask<JobOutcome> RefuseAsync(JobRecord job, string reason)
    {
        if (reason != StalledTooOften || session.Options.FinalStall != FinalStall.RetryByPolicy)
        {
            return JobOutcome.Failed(new UnrecoverableException(reason));
        }

        // The lock is ours. With the mark left in place every further attempt would be refused too.
        await session.Connection.Link.ExecuteAsync("HDEL", [session.Keys.Job(job.Id), "defa"], session.GiveUp.Token).ConfigureAwait(false);
        return JobOutcome.Failed(new QueueException(reason));
    }

    private ValueTask<JobOutcome> TraceAsync(JobContext context, ActiveJob active)
    {
        return Instruments.AreAttemptsWatched ? WatchedAsync() : ProcessAsync(context, active);

        async ValueTask<JobOutcome> WatchedAsync()
        {
            using var operation = new ProcessOperation(session.Keys.Queue, active.Record, session.Clock);
            return operation.End(await ProcessAsync(context, active).ConfigureAwait(false));
        }
    }

    private async ValueTask<JobOutcome> ProcessAsync(JobContext context, ActiveJob active)
    {
        await session.GuardAsync(nameof(WorkerEvents.OnActive), context, session.Options.Events.OnActive).ConfigureAwait(false);
        using var timeout = session.Options.JobTimeout is { } limit
            ? session.Clock.CreateTimer(static job => ((ActiveJob)job!).Cancel(JobCancellation.Timeout), active, limit, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            return await processor(context, active.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (active.Cancellation != JobCancellation.None)
        {
            return active.Cancellation switch
            {
                JobCancellation.Shutdown => JobOutcome.BackToWait,
                JobCancellation.LockLost => JobOutcome.Moved,
                JobCancellation.Timeout => JobOutcome.Failed(new JobCancelledException(
                    JobCancellation.Timeout, $"The attempt took longer than {session.Options.JobTimeout?.TotalSeconds:0.###} s.")),
                _ => JobOutcome.Failed(new JobCancelledException(JobCancellation.Cancelled, active.CancellationReason ?? exception.Message)),
            };
        }
        catch (DelayedException exception)
        {
            return JobOutcome.Delayed(exception.DueAt);
        }
        catch (WaitingException)
        {
            return JobOutcome.BackToWait;
        }
        catch (RateLimitException)
        {
            return JobOutcome.RateLimited;
        }
        catch (WaitingChildrenException)
        {
            return JobOutcome.Moved;
        }
#pragma warning disable CA1031 // A processor may throw anything; all of it means that the attempt failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return JobOutcome.Failed(exception);
        }
    }

    private async Task<FetchedJob?> SettleAsync(JobContext context, ActiveJob active, JobOutcome outcome, Func<bool> mayFetchNext)
    {
        switch (outcome.Kind)
        {
            case JobOutcomeKind.Completed:
                return await CompleteAsync(context, active, outcome, mayFetchNext).ConfigureAwait(false);
            case JobOutcomeKind.Failed:
                return await FailAsync(context, active, outcome.Error!, mayFetchNext).ConfigureAwait(false);
            case JobOutcomeKind.Delayed:
                var delay = outcome.DueAt - session.Clock.GetUtcNow();
                var goesOn = GoesOn(active, mayFetchNext);
                var following = await settler.DelayAsync(active, delay > TimeSpan.Zero ? delay : TimeSpan.Zero, countAttempt: false, error: null, goesOn).ConfigureAwait(false);
                return goesOn ? Take(following, active.Token) : null;
            case JobOutcomeKind.BackToWait:
                await settler.GiveBackAsync(active).ConfigureAwait(false);
                fetcher.LookAgain();
                return null;
            case JobOutcomeKind.RateLimited:
                var limited = await settler.GiveBackAsync(active).ConfigureAwait(false);
                fetcher.LimitFor(limited.LimitDelay);
                return null;
            default:
                fetcher.LookAgain();
                return null;
        }
    }

    private async Task<FetchedJob?> CompleteAsync(JobContext context, ActiveJob active, JobOutcome outcome, Func<bool> mayFetchNext)
    {
        FetchedJob? next;
        try
        {
            var json = outcome.Json is { } ready ? ready.ToArray() : QueueJson.Serialize(outcome.Value, session.Options.Json);
            next = await settler.CompleteAsync(active, json, mayFetchNext).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PendingDependenciesException or FailedChildrenException or NotSupportedException or JsonException)
        {
            // Children that have not ended, or a value that is not JSON: the attempt has failed after all.
            return await FailAsync(context, active, exception, mayFetchNext).ConfigureAwait(false);
        }

        active.Record.AttemptsMade++;
        await session.GuardAsync(nameof(WorkerEvents.OnCompleted), context, session.Options.Events.OnCompleted).ConfigureAwait(false);
        return next;
    }

    private async Task<FetchedJob?> FailAsync(JobContext context, ActiveJob active, Exception error, Func<bool> mayFetchNext)
    {
        var wait = await RetryWaitAsync(context, error).ConfigureAwait(false);
        var goesOn = GoesOn(active, mayFetchNext);
        NextJob? next = wait switch
        {
            null => await settler.FailAsync(active, error, goesOn).ConfigureAwait(false),
            { Ticks: > 0 } delay => await settler.DelayAsync(active, delay, countAttempt: true, error, goesOn).ConfigureAwait(false),
            _ => null,
        };
        if (next is null)
        {
            await settler.RetryNowAsync(active, error).ConfigureAwait(false);
            fetcher.LookAgain();
        }

        active.Record.AttemptsMade++;
        LogFailed(session.Logger, active.Record.Id, active.Record.AttemptsMade, error.Message, wait);
        await session.GuardAsync(nameof(WorkerEvents.OnFailed), new JobFailure(context, error, wait), session.Options.Events.OnFailed).ConfigureAwait(false);
        return goesOn && next is { } answer ? Take(answer, active.Token) : null;
    }

    /// <summary>The wait before the next attempt; null when there is none.</summary>
    private async ValueTask<TimeSpan?> RetryWaitAsync(JobContext context, Exception error)
    {
        var job = context.Record;
        var made = job.AttemptsMade + 1;
        if (error is UnrecoverableException || made >= (job.Options.Attempts ?? 0) || (session.Options.MaxStartedAttempts is { } most && most <= job.AttemptsStarted))
        {
            return null;
        }

        if (job.Options.Backoff is not { } backoff)
        {
            return TimeSpan.Zero;
        }

#pragma warning disable CA5394 // Jitter spreads load; nothing depends on its being unpredictable.
        if (BackoffDelay.Of(backoff, made, Random.Shared.NextDouble()) is { } wait)
#pragma warning restore CA5394
        {
            return wait;
        }

        if (session.Options.BackoffStrategy is not { } strategy)
        {
            await session.ReportAsync(new QueueException(
                $"Job {job.Id} asks for the backoff \"{backoff.Type}\", for which this worker has no strategy (WorkerOptions.BackoffStrategy); it is not retried.")).ConfigureAwait(false);
            return null;
        }

        try
        {
            return await strategy(new BackoffRequest(made, backoff.Type, error, context)).ConfigureAwait(false) is { } asked
                ? asked > TimeSpan.Zero ? asked : TimeSpan.Zero
                : null;
        }
#pragma warning disable CA1031 // The owner's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await session.ReportAsync(new QueueException($"The backoff strategy failed for job {job.Id}; it is not retried.", exception)).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Whether the job's slot goes on with another. An answer that was not asked for one says nothing of the queue.</summary>
    private static bool GoesOn(ActiveJob active, Func<bool> mayFetchNext) => !active.HasLeftSlot && mayFetchNext();

    private FetchedJob? Take(NextJob next, string token)
    {
        // A job that comes with a finishing call keeps that call's token, as in BullMQ.
        fetcher.Note(next, isFull: next.Job is not null, wake: true);
        return next.Job is { } job ? new FetchedJob(job, token) : null;
    }

    [LoggerMessage(28, LogLevel.Debug, "Job {JobId} failed at attempt {Attempt}: {Reason}. Next attempt after {Wait}.")]
    private static partial void LogFailed(ILogger logger, string jobId, int attempt, string reason, TimeSpan? wait);

    [LoggerMessage(29, LogLevel.Warning, "The result of job {JobId} is not stored: {Reason}")]
    private static partial void LogNotStored(ILogger logger, string jobId, string reason);

    [LoggerMessage(30, LogLevel.Warning, "Stopping without having stored the result of job {JobId}; it is run again when its lock has run out.")]
    private static partial void LogGivenUp(ILogger logger, string jobId);
}
