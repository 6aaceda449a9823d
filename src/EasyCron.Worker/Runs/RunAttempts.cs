using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>Makes the attempts of a run: one after another while the waits are short, else one and then a word when to go on.</summary>
internal sealed class RunAttempts(HttpRequestSender sender, HttpSettings http, RunWriter runs, TimeProvider clock)
{
    /// <summary>A wait longer than this gives the slot back, so that dead targets cannot occupy the pool.</summary>
    private static readonly TimeSpan LongestHeldWait = TimeSpan.FromSeconds(1);

    /// <summary>What the attempts came to.</summary>
    /// <param name="End">The end of the run; null when it goes on later.</param>
    /// <param name="ContinueAt">When it goes on.</param>
    public readonly record struct Progress(RunEnd? End, DateTimeOffset ContinueAt);

    /// <summary>Makes attempts from <paramref name="attempt"/> on, which is recorded already.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="request">The run.</param>
    /// <param name="startedAt">When its first attempt began.</param>
    /// <param name="attempt">The number of the attempt to make now.</param>
    /// <param name="cancellationToken">Breaks off; the attempt under way is then taken back, for it was not the target's fault.</param>
    public async Task<Progress> MakeAsync(JobDefinition definition, RunRequest request, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await SendAsync(definition, request, startedAt, attempt, cancellationToken);
            var verdict = ResponseVerdict.Judge(outcome, definition.Request);
            if (verdict == RunOutcome.Succeeded)
            {
                return Ended(RunState.Ok, null);
            }

#pragma warning disable CA5394 // Jitter spreads load; nothing depends on its being unpredictable.
            var decision = RetryDecision.Decide(definition.Retry, verdict, attempt, clock.GetUtcNow() - startedAt, outcome.RetryAfter, Random.Shared);
#pragma warning restore CA5394
            if (decision is not RetryDecision.Again { Wait: var wait })
            {
                return Ended(verdict == RunOutcome.TimedOut ? RunState.Timeout : RunState.Fail, (decision as RetryDecision.Stop)?.Note);
            }

            if (wait > LongestHeldWait)
            {
                return new Progress(null, clock.GetUtcNow() + wait);
            }

            await Task.Delay(wait, clock, cancellationToken);
            attempt++;
            if (!await runs.RecordAttemptAsync(request.RunId, attempt, cancellationToken))
            {
                // The app ended or deleted the run meanwhile; what the last attempt said is all there is to say.
                attempt--;
                return Ended(verdict == RunOutcome.TimedOut ? RunState.Timeout : RunState.Fail, "the run was ended elsewhere");
            }

            Progress Ended(RunState state, string? note) =>
                new(new RunEnd(state, attempt, outcome.StatusCode, RunLogText.Compose(verdict, outcome, http.LogMaxBytes, note)), default);
        }
    }

    private async Task<AttemptOutcome> SendAsync(JobDefinition definition, RunRequest request, DateTimeOffset startedAt, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            var context = new AttemptContext(request.JobId, request.RunId, attempt, request.ScheduledAt, request.Trigger.Text());
            return await sender.SendAsync(definition.Request, context, definition.Retry.RunTimeout - (clock.GetUtcNow() - startedAt), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Broken off by our own stopping: the next worker makes this attempt again under its number.
            await runs.RecordAttemptAsync(request.RunId, attempt - 1, CancellationToken.None);
            throw;
        }
    }
}
