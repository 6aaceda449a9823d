using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The recipe of a run: read the request, load the job, ask whether it may run, begin its row, send, judge, end the row. Everything
/// is keyed by the run's id, so a request that the queue delivers again goes on where the last worker stopped.
/// </summary>
internal sealed partial class RunProcessor(
    JobRepository jobs, JobRunRepository rows, RunWriter runs, RunAttempts attempts, TimeProvider clock, ILogger<RunProcessor> logger)
{
    private const int MostReads = 5;
    private static readonly TimeSpan LineWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageWait = TimeSpan.FromSeconds(2);

    /// <summary>Runs a job of the queue.</summary>
    public async ValueTask<JobOutcome> ProcessAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = RunRequest.Read(job);
        try
        {
            for (var read = 0; read < MostReads; read++)
            {
                if (await RunAsync(job, request, cancellationToken) is { } outcome)
                {
                    return outcome;
                }
            }

            // The row changes faster than it can be read; later it will have come to rest.
            return JobOutcome.Delayed(clock.GetUtcNow() + LineWait);
        }
        catch (Exception exception) when (PostgresFault.IsTransient(exception))
        {
            // No run without its row: the request waits in Redis and keeps its scheduled time.
            LogOutage(logger, request.RunId, request.JobId, exception.GetBaseException().Message);
            return JobOutcome.Delayed(clock.GetUtcNow() + OutageWait);
        }
    }

    /// <summary>One reading of the job; null when the row changed between reading and beginning.</summary>
    private async Task<JobOutcome?> RunAsync(JobContext job, RunRequest request, CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(request.JobId, cancellationToken) is not { } row)
        {
            return NoSuchJob(request);
        }

        var definition = JobDefinition.From(row);
        if (await SkipReasonAsync(job, request, definition, cancellationToken) is { } reason)
        {
            LogSkipped(logger, request.JobId, request.Trigger, request.ScheduledAt, reason);
            return RunResult.Skipped(reason);
        }

        var startedAt = clock.GetUtcNow();
        var start = new RunStart { RunId = request.RunId, JobId = request.JobId, JobVersion = row.Version, Mode = definition.Concurrency, StartedAt = startedAt };
        switch (await runs.StartAsync(start, cancellationToken))
        {
            case StartOutcome.Started:
                LogWarnings(definition);
                return await GoOnAsync(definition, request, startedAt, attempt: 1, cancellationToken);
            case StartOutcome.Resumed(var run):
                return await ResumeAsync(definition, request, run, startedAt, cancellationToken);
            case StartOutcome.AlreadyFinished(var run):
                return RunResult.Ended(run.Id, run.State, run.Attempts, run.ExitCode);
            case StartOutcome.SkippedBecauseRunning(var other):
                LogSkipped(logger, request.JobId, request.Trigger, request.ScheduledAt, $"run {other} has not ended");
                return RunResult.Skipped("another run has not ended");
            case StartOutcome.QueuedAt(var position):
                LogQueued(logger, request.RunId, request.JobId, position);
                return JobOutcome.Delayed(clock.GetUtcNow() + LineWait);
            case StartOutcome.QueueFull(var waiting):
                LogSkipped(logger, request.JobId, request.Trigger, request.ScheduledAt, $"{waiting} runs wait already");
                return RunResult.Skipped("too many runs wait already");
            case StartOutcome.JobChanged:
                return null;
            case StartOutcome.JobGone:
                return NoSuchJob(request);
            case StartOutcome.RunIdTaken:
                throw new UnrecoverableException($"runId \"{request.RunId}\" belongs to a run of another job.");
            case var other:
                throw new InvalidOperationException($"An answer of the run writer that is not known here: {other}.");
        }
    }

    /// <summary>Goes on with a run that a worker began before: after a wait, a restart or a crash.</summary>
    private async Task<JobOutcome> ResumeAsync(
        JobDefinition definition, RunRequest request, JobRun run, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        // The very start asked for a moment ago, whose answer was lost: nothing was sent yet.
        var isOwn = run.StartedAt.ToUnixTimeMilliseconds() == askedAt.ToUnixTimeMilliseconds();
        var attempt = isOwn ? Math.Max(run.Attempts, 1) : run.Attempts + 1;
        if (attempt > definition.Retry.Attempts && !isOwn)
        {
            return await EndAsync(definition, request, run.StartedAt, RunEnd.Lost(run), cancellationToken);
        }

        if (clock.GetUtcNow() - run.StartedAt >= definition.Retry.RunTimeout)
        {
            return await EndAsync(definition, request, run.StartedAt, RunEnd.OutOfTime(run, definition.Retry.RunTimeout), cancellationToken);
        }

        return isOwn || await runs.RecordAttemptAsync(request.RunId, attempt, cancellationToken)
            ? await GoOnAsync(definition, request, run.StartedAt, attempt, cancellationToken)
            : RunResult.Ended(run.Id, run.State, run.Attempts, run.ExitCode);
    }

    private async Task<JobOutcome> GoOnAsync(JobDefinition definition, RunRequest request, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        LogAttempt(logger, request.RunId, request.JobId, request.Trigger, attempt);
        var progress = await attempts.MakeAsync(definition, request, startedAt, attempt, cancellationToken);
        if (progress.End is { } end)
        {
            return await EndAsync(definition, request, startedAt, end, cancellationToken);
        }

        LogWaiting(logger, request.RunId, request.JobId, progress.ContinueAt);
        return JobOutcome.Delayed(progress.ContinueAt);
    }

    /// <summary>Stores the end. It exists nowhere else, so the worker keeps trying while PostgreSQL is away and it is not told to stop.</summary>
    private async Task<JobOutcome> EndAsync(JobDefinition definition, RunRequest request, DateTimeOffset startedAt, RunEnd end, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var finish = new RunFinish
        {
            RunId = request.RunId,
            JobId = request.JobId,
            State = end.State,
            FinishedAt = now,
            Attempts = end.Attempts,
            ExitCode = end.ExitCode,
            Log = end.Log,
        };
        while (true)
        {
            try
            {
                var outcome = await runs.FinishAsync(finish, cancellationToken);
                LogEnded(
                    logger, request.RunId, request.JobId, request.Trigger, end.State, end.Attempts, end.ExitCode, (now - startedAt).TotalMilliseconds,
                    (startedAt - request.ScheduledAt).TotalMilliseconds);
                if (outcome is FinishOutcome.RunGone)
                {
                    LogRowGone(logger, request.RunId, request.JobId);
                }

                return RunResult.Ended(request.RunId, end.State, end.Attempts, end.ExitCode);
            }
            catch (Exception exception) when (PostgresFault.IsTransient(exception))
            {
                LogNotStoredYet(logger, request.RunId, exception.GetBaseException().Message);
                await Task.Delay(OutageWait, clock, cancellationToken);
            }
        }
    }

    /// <summary>Why the occurrence is not run; null when it is. A run that has begun is not turned away any more.</summary>
    private async Task<string?> SkipReasonAsync(JobContext job, RunRequest request, JobDefinition definition, CancellationToken cancellationToken)
    {
        var enabled = definition.Job.Status == JobStatus.Enabled;
        if (Admission.Judge(definition.Window, enabled, request.Trigger, request.Force, request.ScheduledAt) is not { } reason)
        {
            return null;
        }

        return job.AttemptsStarted > 1 && await rows.GetAsync(request.RunId, cancellationToken) is not null ? null : reason.Text();
    }

    private JobOutcome NoSuchJob(RunRequest request)
    {
        if (request.Trigger == RunTrigger.Manual)
        {
            throw new UnrecoverableException(request.IsNamedByName
                ? $"The data names no job (jobId is missing) and there is no job \"{request.JobId}\" by the queue job's name either."
                : $"There is no job \"{request.JobId}\".");
        }

        LogSkipped(logger, request.JobId, request.Trigger, request.ScheduledAt, "the job was deleted");
        return RunResult.Skipped("the job was deleted");
    }

    private void LogWarnings(JobDefinition definition)
    {
        foreach (var warning in definition.Warnings)
        {
            LogWarning(logger, definition.Job.Id, warning);
        }
    }
}
