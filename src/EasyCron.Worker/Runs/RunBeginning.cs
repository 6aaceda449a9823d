using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>Begins a run: the way back to its queue job first, then its row.</summary>
internal sealed class RunBeginning(RunWriter runs, RunQueueJobs queueJobs, StatementRetry retry)
{
    /// <summary>Asks PostgreSQL to admit and begin the run.</summary>
    /// <param name="work">The run.</param>
    /// <param name="startedAt">The time to note as its start; the same for every try, so that a start whose answer was lost is recognised.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public async Task<StartOutcome> BeginAsync(RunWork work, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var (queueJob, request, definition) = work;
        await queueJobs.NoteAsync(request, queueJob.Id, cancellationToken);
        var start = new RunStart
        {
            RunId = request.RunId,
            JobId = request.JobId,
            JobVersion = definition.Job.Version,
            Mode = definition.Concurrency,
            StartedAt = startedAt,
        };
        return await retry.BrieflyAsync(token => runs.StartAsync(start, token), cancellationToken);
    }
}
