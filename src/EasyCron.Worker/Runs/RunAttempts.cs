using System.Globalization;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>Makes the attempts of a run: one after another while the waits are short, else one and then a word when to go on.</summary>
internal sealed partial class RunAttempts(
    HttpRequestSender sender, HttpSettings http, RunWriter runs, StatementRetry retry, RunMetrics metrics, TimeProvider clock, ILogger<RunAttempts> logger)
{
    /// <summary>A wait longer than this gives the slot back, so that dead targets cannot occupy the pool.</summary>
    private static readonly TimeSpan LongestHeldWait = TimeSpan.FromSeconds(1);

    /// <summary>What stopping may cost at most before the queue job is given back all the same.</summary>
    private static readonly TimeSpan TakingBackPatience = TimeSpan.FromSeconds(1);

    /// <summary>What the attempts came to.</summary>
    /// <param name="End">The end of the run; null when it goes on later.</param>
    /// <param name="ContinueAt">When it goes on.</param>
    public readonly record struct Progress(RunEnd? End, DateTimeOffset ContinueAt);

    /// <summary>Makes attempts from <paramref name="attempt"/> on, which is recorded already.</summary>
    /// <param name="work">The run.</param>
    /// <param name="startedAt">When its first attempt began.</param>
    /// <param name="attempt">The number of the attempt to make now.</param>
    /// <param name="cancellationToken">Breaks off; where the worker is stopping, the attempt under way is taken back, for it was not the target's fault.</param>
    public async Task<Progress> MakeAsync(RunWork work, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (outcome, verdict) = await MakeOneAsync(work, startedAt, attempt, cancellationToken);
            if (verdict == RunOutcome.Succeeded)
            {
                return Ended(note: null);
            }

            await KeepNoteAsync(work.QueueJob, attempt, verdict, outcome, cancellationToken);
#pragma warning disable CA5394 // Jitter spreads load; nothing depends on its being unpredictable.
            var decision = RetryDecision.Decide(work.Definition.Retry, verdict, attempt, clock.GetUtcNow() - startedAt, outcome.Clock, outcome.RetryAfter, Random.Shared);
#pragma warning restore CA5394
            if (decision is not RetryDecision.Again { Wait: var wait })
            {
                return Ended((decision as RetryDecision.Stop)?.Note);
            }

            if (wait > LongestHeldWait)
            {
                return new Progress(null, clock.GetUtcNow() + wait);
            }

            await Task.Delay(wait, clock, cancellationToken);
            var next = attempt + 1;
            if (!await retry.BrieflyAsync(token => runs.RecordAttemptAsync(work.Request.RunId, next, token), cancellationToken))
            {
                // The app ended or deleted the run meanwhile; what the last attempt said is all there is to say.
                return Ended("the run was ended elsewhere");
            }

            attempt = next;

            Progress Ended(string? note) =>
                new(new RunEnd(verdict.State(), attempt, outcome.StatusCode, RunLogText.Compose(verdict, outcome, http.LogMaxBytes, note)), default);
        }
    }

    private async Task<(AttemptOutcome Outcome, RunOutcome Verdict)> MakeOneAsync(
        RunWork work, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        var request = work.Request;
        LogAttempt(logger, request.RunId, request.JobId, request.Trigger, attempt);
        using var span = RunTrace.StartAttempt(attempt);
        metrics.InFlight(1);
        try
        {
            var context = new AttemptContext(request.JobId, request.RunId, attempt, request.ScheduledAt, request.Trigger.Text());
            var left = work.Definition.Retry.RunTimeout - (clock.GetUtcNow() - startedAt);
            var outcome = await sender.SendAsync(work.Definition.Request, context, left, cancellationToken);
            var verdict = ResponseVerdict.Judge(outcome, work.Definition.Request);
            metrics.Attempted(verdict, outcome);
            RunTrace.End(span, verdict, outcome);
            return (outcome, verdict);
        }
        catch (OperationCanceledException) when (work.QueueJob.Cancellation == JobCancellation.Shutdown)
        {
            await TakeBackAsync(request, attempt);
            throw;
        }
        finally
        {
            metrics.InFlight(-1);
        }
    }

    /// <summary>Broken off by our own stopping: the next worker makes this attempt again under its number.</summary>
    private async Task TakeBackAsync(RunRequest request, int attempt)
    {
        using var limit = new CancellationTokenSource(TakingBackPatience, clock);
        try
        {
            await runs.TakeBackAttemptAsync(request.RunId, attempt, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || PostgresFault.IsTransient(exception))
        {
            LogNotTakenBack(logger, request.RunId, attempt, exception.Message);
        }
    }

    /// <summary>A row in the queue job's log, where Bull Board and the notices find what each failed attempt met. The run does not depend on it.</summary>
    private async Task KeepNoteAsync(JobContext queueJob, int attempt, RunOutcome verdict, AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        var what = outcome.Reason is { } reason ? $"{reason} (phase {outcome.Phase.Text()})" : "answered";
        var status = outcome.StatusCode is { } code ? $"HTTP {code}" : "no status";
        var row = string.Create(
            CultureInfo.InvariantCulture, $"{clock.GetUtcNow():O} attempt {attempt}: {verdict.Slug()}, {status}, {outcome.Duration.TotalMilliseconds:0} ms, {what}");
        try
        {
            await queueJob.LogAsync(row, cancellationToken);
        }
        catch (QueueException exception)
        {
            LogNoNote(logger, queueJob.Id, exception.Message);
        }
    }

    [LoggerMessage(210, LogLevel.Debug, "Run {RunId} of job {JobId} ({Trigger}): attempt {Attempt}.")]
    private static partial void LogAttempt(ILogger logger, string runId, string jobId, RunTrigger trigger, int attempt);

    [LoggerMessage(211, LogLevel.Warning, "Attempt {Attempt} of run {RunId} was broken off by stopping and still counts as made: {Reason}")]
    private static partial void LogNotTakenBack(ILogger logger, string runId, int attempt, string reason);

    [LoggerMessage(212, LogLevel.Debug, "A failed attempt is not noted in the log of queue job {QueueJobId}: {Reason}")]
    private static partial void LogNoNote(ILogger logger, string queueJobId, string reason);
}
