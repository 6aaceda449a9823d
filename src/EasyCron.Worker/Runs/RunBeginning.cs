using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>Begins a run: its row, and beside it the way back to its queue job.</summary>
internal sealed partial class RunBeginning(RunWriter runs, RunQueueJobs queueJobs, StatementRetry retry, ILogger<RunBeginning> logger)
{
    /// <summary>Asks PostgreSQL to admit and begin the run.</summary>
    /// <param name="work">The run.</param>
    /// <param name="startedAt">The time to note as its start; the same for every try, so that a start whose answer was lost is recognised.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public async Task<StartOutcome> BeginAsync(RunWork work, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var (queueJob, request, definition) = work;
        var noting = queueJobs.NoteAsync(request, queueJob.Id, cancellationToken);
        if (definition.Concurrency == ConcurrencyMode.Queue)
        {
            // Whoever ends the run before it looks for the way to this one as soon as its row stands in line.
            await noting;
        }

        var start = new RunStart
        {
            RunId = request.RunId,
            JobId = request.JobId,
            JobVersion = definition.Job.Version,
            Mode = definition.Concurrency,
            StartedAt = startedAt,
        };
        var outcome = await retry.BrieflyAsync(token => runs.StartAsync(start, token), cancellationToken);
        await noting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (noting.Exception is { } fault)
        {
            // The row stands, and the next delivery notes it again. Until then the run is as good as one whose queue job is at work.
            LogNotNoted(logger, request.RunId, queueJob.Id, fault.GetBaseException().Message);
        }

        return outcome;
    }

    [LoggerMessage(229, LogLevel.Warning, "Run {RunId} goes on though its way back to queue job {QueueJobId} is not noted: {Reason}")]
    private static partial void LogNotNoted(ILogger logger, string runId, string queueJobId, string reason);
}
