namespace EasyCron.Storage;

/// <summary>The closed set of answers to <see cref="RunFinish"/>.</summary>
/// <param name="NextRunId">
/// The run of the same job that waits first in line, to be woken; null where none waits or <see cref="RunFinish.NamesNext"/> was not asked.
/// None is ever overlooked: a run that joins the line later has seen this end, and so does not wait for it.
/// </param>
public abstract record FinishOutcome(string? NextRunId)
{
    /// <summary>The row says what was asked, now or by an earlier call whose answer was lost.</summary>
    /// <param name="NextRunId">The next run in line.</param>
    public sealed record Recorded(string? NextRunId) : FinishOutcome(NextRunId);

    /// <summary>The row had been ended otherwise (closed as lost, for example) and was left as it is.</summary>
    /// <param name="State">How it ended.</param>
    /// <param name="NextRunId">The next run in line.</param>
    public sealed record AlreadyFinished(RunState State, string? NextRunId) : FinishOutcome(NextRunId);

    /// <summary>The row is gone: the app deleted the job or the run meanwhile.</summary>
    /// <param name="NextRunId">The next run in line.</param>
    public sealed record RunGone(string? NextRunId) : FinishOutcome(NextRunId);
}
