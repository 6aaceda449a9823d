using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// Finds the job of the queue that stands for a run. For a run of the schedule both ids follow from the same facts; for one that somebody asked for the
/// queue job's id is noted in Redis when its row is begun, so that no row stands without a way back.
/// </summary>
internal sealed class RunQueueJobs(QueueConnection connection, Queue queue, RunNotes notes)
{
    private static readonly RedisScript Look = new("findQueueJobOfRun", "return redis.call('GET', KEYS[1])");

    /// <summary>Notes which queue job stands for a run, where that does not follow from the run's own id.</summary>
    public Task NoteAsync(RunRequest request, string queueJobId, CancellationToken cancellationToken) =>
        Derive(request.JobId, request.RunId) == queueJobId
            ? Task.CompletedTask
            : notes.WriteAsync(Key(request.RunId), queueJobId, cancellationToken);

    /// <summary>Forgets a run that has ended.</summary>
    public void Forget(RunRequest request, string queueJobId)
    {
        if (Derive(request.JobId, request.RunId) != queueJobId)
        {
            notes.Remove(Key(request.RunId));
        }
    }

    /// <summary>Finds the queue job of a run; it may have gone.</summary>
    /// <returns>The queue job's id; null for a run that no queue job was ever noted for.</returns>
    public async Task<string?> FindAsync(string jobId, string runId, CancellationToken cancellationToken) =>
        Derive(jobId, runId) ?? (await connection.RunAsync(Look, [Key(runId)], [], cancellationToken)).Text;

    /// <summary>Finds out what caused a run, from its id alone.</summary>
    public static RunTrigger TriggerOf(string jobId, string runId)
    {
        if (RunId.ScheduledAt(runId) is { } scheduledAt)
        {
            foreach (var trigger in (ReadOnlySpan<RunTrigger>)[RunTrigger.Schedule, RunTrigger.CatchUp, RunTrigger.Deploy])
            {
                if (RunId.ForOccurrence(jobId, trigger.Text(), scheduledAt) == runId)
                {
                    return trigger;
                }
            }
        }

        return RunTrigger.Manual;
    }

    private static string? Derive(string jobId, string runId) => TriggerOf(jobId, runId) is var trigger and not RunTrigger.Manual
        ? OwnId.Of(trigger, jobId, RunId.ScheduledAt(runId)!.Value) // only an id with a time has another trigger than manual
        : null;

    private string Key(string runId) => $"{queue.Name.Prefix}:easycron:{queue.Name.Name}:run:{runId}";
}
