namespace EasyCron.Storage;

/// <summary>The closed set of answers to <see cref="RunFinish"/>.</summary>
public abstract record FinishOutcome
{
    private FinishOutcome()
    {
    }

    /// <summary>The row says what was asked, now or by an earlier call whose answer was lost.</summary>
    public sealed record Recorded : FinishOutcome;

    /// <summary>The row had been ended otherwise (closed as lost, for example) and was left as it is.</summary>
    /// <param name="State">How it ended.</param>
    public sealed record AlreadyFinished(RunState State) : FinishOutcome;

    /// <summary>The row is gone: the app deleted the job or the run meanwhile.</summary>
    public sealed record RunGone : FinishOutcome;
}
