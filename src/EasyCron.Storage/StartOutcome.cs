namespace EasyCron.Storage;

/// <summary>The closed set of answers to <see cref="RunStart"/>.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>The row is there, RUNNING, with one attempt: send the request.</summary>
    public sealed record Started : StartOutcome;

    /// <summary>
    /// The run was begun before and has not ended: a worker died, or the answer to this very call was lost
    /// (then <see cref="JobRun.StartedAt"/> is the one asked for and no request was sent yet). Go on with the next attempt.
    /// </summary>
    /// <param name="Run">The row as it is.</param>
    public sealed record Resumed(JobRun Run) : StartOutcome;

    /// <summary>The run has ended before: send nothing.</summary>
    /// <param name="Run">The row as it is, with its log.</param>
    public sealed record AlreadyFinished(JobRun Run) : StartOutcome;

    /// <summary>Another run of the job has not finished; no row was written.</summary>
    /// <param name="RunId">That other run.</param>
    public sealed record SkippedBecauseRunning(string RunId) : StartOutcome;

    /// <summary>The row is there, QUEUED: ask again when the runs before it are done.</summary>
    /// <param name="Position">The place in the line of waiting runs; 1 is next.</param>
    public sealed record QueuedAt(int Position) : StartOutcome;

    /// <summary>The line of waiting runs is full; no row was written.</summary>
    /// <param name="Waiting">How many wait.</param>
    public sealed record QueueFull(int Waiting) : StartOutcome;

    /// <summary>The job is no longer the version asked for: read it again, decide again, ask again. Nothing was written.</summary>
    public sealed record JobChanged : StartOutcome;

    /// <summary>There is no such job any more; nothing was written.</summary>
    public sealed record JobGone : StartOutcome;

    /// <summary>The run's id belongs to a run of another job; nothing was written.</summary>
    public sealed record RunIdTaken : StartOutcome;
}
