using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The recipe of a run: read the request, load the job, ask whether it may run, begin its row, send, judge, end the row. Everything
/// is keyed by the run's id, so a request that the queue delivers again goes on where the last worker stopped.
/// </summary>
internal sealed partial class RunProcessor(
    JobCache jobs, JobRunRepository rows, RunBeginning beginning, RunCourse course, RunEnding ending, LostRunEnding lostRuns, WaitingLine line, TeamSlots slots,
    TimeProvider clock, ILogger<RunProcessor> logger)
{
    private const int MostReads = 5;
    private static readonly TimeSpan RestlessWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageStep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestOutageWait = TimeSpan.FromSeconds(10);

    /// <summary>Runs a job of the queue.</summary>
    public async ValueTask<JobOutcome> ProcessAsync(JobContext job, CancellationToken cancellationToken)
    {
        try
        {
            Quarantine.Refuse(job);
            if (LostRun.Read(job) is { } lost)
            {
                return await lostRuns.EndAsync(job, lost, cancellationToken);
            }

            var request = RunRequest.Read(job);
            var definition = jobs.Recall(request.JobId);
            for (var read = 0; read < MostReads; read++)
            {
                var isFresh = definition is null;
                definition ??= await jobs.ReadAsync(request.JobId, cancellationToken);
                if (await RunAsync(job, request, definition, isFresh, cancellationToken) is { } outcome)
                {
                    return outcome;
                }

                definition = null;
            }

            // The row changes faster than it can be read; later it will have come to rest.
            return JobOutcome.Delayed(clock.GetUtcNow() + RestlessWait);
        }
        catch (Exception exception) when (TransientFault.Passes(exception))
        {
            // No run without its row: the request waits in Redis and keeps its scheduled time.
            LogOutage(logger, job.Id, exception.GetBaseException().Message);
            var wait = OutageStep * Math.Max(job.AttemptsStarted, 1);
            return JobOutcome.Delayed(clock.GetUtcNow() + (wait < LongestOutageWait ? wait : LongestOutageWait));
        }
    }

    /// <summary>One reading of the job; null when the row may have changed since it was read.</summary>
    private async Task<JobOutcome?> RunAsync(JobContext job, RunRequest request, JobDefinition? definition, bool isFresh, CancellationToken cancellationToken)
    {
        if (definition is null)
        {
            return await NoSuchJobAsync(job, request, cancellationToken);
        }

        if (await SkipReasonAsync(job, request, definition, cancellationToken) is { } reason)
        {
            return isFresh ? await ending.SkipAsync(request, reason, detail: null, cancellationToken) : null;
        }

        using var slot = await slots.TakeAsync(definition.Job.TeamId, request.Trigger, cancellationToken);
        if (!slot.IsTaken)
        {
            LogOthersTurn(logger, request.RunId, request.JobId, slot.ComeAgainAt);
            return JobOutcome.Delayed(slot.ComeAgainAt);
        }

        var work = new RunWork(job, request, definition) { TeamSlot = slot };
        var startedAt = clock.GetUtcNow();
        switch (await beginning.BeginAsync(work, startedAt, cancellationToken))
        {
            case StartOutcome.Started:
                LogWarnings(definition);
                return await course.BeginAsync(work, startedAt, cancellationToken);
            case StartOutcome.Resumed(var run):
                return await course.ResumeAsync(work, run, startedAt, cancellationToken);
            case StartOutcome.AlreadyFinished(var run):
                return await ending.RepeatAsync(work, run, cancellationToken);
            case StartOutcome.SkippedBecauseRunning(var other):
                return await ending.SkipAsync(request, SkipReason.AlreadyRunning, $"run {other} has not ended", cancellationToken);
            case StartOutcome.QueuedAt(var place):
                LogQueued(logger, request.RunId, request.JobId, place);
                return JobOutcome.Delayed(line.NextLook(place));
            case StartOutcome.QueueFull(var waiting):
                return await ending.SkipAsync(request, SkipReason.LineFull, $"{waiting} runs wait already", cancellationToken);
            case StartOutcome.JobChanged:
                return null;
            case StartOutcome.JobGone:
                jobs.Forget(request.JobId);
                return await NoSuchJobAsync(job, request, cancellationToken);
            case StartOutcome.RunIdTaken:
                throw new UnrecoverableException($"runId \"{request.RunId}\" belongs to a run of another job.");
            case var other:
                throw new InvalidOperationException($"An answer of the run writer that is not known here: {other}.");
        }
    }

    /// <summary>Why the occurrence is not run; null when it is. A run that has begun is not turned away any more.</summary>
    private async Task<SkipReason?> SkipReasonAsync(JobContext job, RunRequest request, JobDefinition definition, CancellationToken cancellationToken)
    {
        var enabled = definition.Job.Status == JobStatus.Enabled;
        var reason = Admission.Judge(definition.Window, enabled, request.Trigger, request.Force, request.ScheduledAt);
        return reason is not null && job.AttemptsStarted > 1 && await rows.GetAsync(request.RunId, cancellationToken) is not null ? null : reason;
    }

    private async Task<JobOutcome> NoSuchJobAsync(JobContext job, RunRequest request, CancellationToken cancellationToken)
    {
        if (request.Trigger == RunTrigger.Manual && job.AttemptsStarted <= 1)
        {
            throw new UnrecoverableException(request.IsNamedByName
                ? $"The data names no job (jobId is missing) and there is no job \"{request.JobId}\" by the queue job's name either."
                : $"There is no job \"{request.JobId}\".");
        }

        return await ending.SkipAsync(request, SkipReason.JobDeleted, detail: null, cancellationToken);
    }

    private void LogWarnings(JobDefinition definition)
    {
        foreach (var warning in definition.Warnings)
        {
            LogWarning(logger, definition.Job.Id, warning);
        }
    }

    [LoggerMessage(205, LogLevel.Debug, "Run {RunId} of job {JobId} waits in line at place {Place}.")]
    private static partial void LogQueued(ILogger logger, string runId, string jobId, int place);

    [LoggerMessage(208, LogLevel.Debug, "Run {RunId} of job {JobId} leaves its slot to other teams until {ComeAgainAt:O}.")]
    private static partial void LogOthersTurn(ILogger logger, string runId, string jobId, DateTimeOffset comeAgainAt);

    [LoggerMessage(206, LogLevel.Warning, "Queue job {QueueJobId} cannot be worked on, a store is away ({Reason}); it waits in the queue.")]
    private static partial void LogOutage(ILogger logger, string queueJobId, string reason);

    [LoggerMessage(207, LogLevel.Warning, "Job {JobId}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string jobId, string warning);
}
