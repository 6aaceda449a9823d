using System.Text.Json.Serialization;
using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// A run whose row has not ended though the queue knows nothing of it any more. Ending it is itself a job of the queue, <c>lost:JOB:RUN</c>, so that what follows the end
/// (the next run in line, a notice) is not lost either if the worker at it dies.
/// </summary>
/// <param name="JobId">The job.</param>
/// <param name="RunId">The run.</param>
/// <param name="State">RUNNING or QUEUED, as it was found.</param>
/// <param name="StartedAt">When it was begun or queued, as it was found.</param>
/// <param name="Attempts">Its attempts, as they were found.</param>
internal sealed record LostRun(string JobId, string RunId, RunState State, DateTimeOffset StartedAt, int Attempts)
{
    private const string Prefix = "lost:";

    /// <summary>The id of the queue job that ends it: the same however often it is found.</summary>
    [JsonIgnore]
    public string QueueJobId => $"{Prefix}{Uri.EscapeDataString(JobId)}:{Uri.EscapeDataString(RunId)}";

    /// <summary>Names a run that was found.</summary>
    public static LostRun From(UnfinishedRun run) => new(run.JobId, run.Id, run.State, run.StartedAt, run.Attempts);

    /// <summary>Reads a job of the queue.</summary>
    /// <returns>The lost run; null where the queue job is of another kind.</returns>
    /// <exception cref="UnrecoverableException">It is of this kind, but its data is not.</exception>
    public static LostRun? Read(JobFields job)
    {
        if (!job.Id.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var lost = job.GetData<LostRun>();
        return lost is { JobId: not null, RunId: not null } && lost.QueueJobId == job.Id
            ? lost
            : throw new UnrecoverableException($"The data of queue job {job.Id} does not name the run that its id names.");
    }

    /// <summary>The row as it was found, so that it is ended only if it has not moved since.</summary>
    public UnfinishedRun AsFound() => new() { Id = RunId, JobId = JobId, State = State, StartedAt = StartedAt, Attempts = Attempts, JobTimeout = 0 };
}
