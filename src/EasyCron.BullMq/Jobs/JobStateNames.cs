namespace EasyCron.BullMq.Jobs;

/// <summary>How job states are spelled by scripts and in keys.</summary>
internal static class JobStateNames
{
    /// <summary>The word scripts answer with.</summary>
    public static JobState Parse(string? word) => word switch
    {
        "waiting" or "wait" or "paused" => JobState.Waiting,
        "prioritized" => JobState.Prioritized,
        "delayed" => JobState.Delayed,
        "active" => JobState.Active,
        "waiting-children" => JobState.WaitingChildren,
        "completed" => JobState.Completed,
        "failed" => JobState.Failed,
        _ => JobState.Unknown,
    };

    /// <summary>The word clients show, in which a waiting job is <c>waiting</c>.</summary>
    public static string Word(JobState state) => state switch
    {
        JobState.Unknown => "unknown",
        JobState.Waiting => "waiting",
        _ => Suffix(state),
    };

    /// <summary>The key suffix of the list or set that holds the state.</summary>
    public static string Suffix(JobState state) => state switch
    {
        JobState.Waiting => "wait",
        JobState.Prioritized => "prioritized",
        JobState.Delayed => "delayed",
        JobState.Active => "active",
        JobState.WaitingChildren => "waiting-children",
        JobState.Completed => "completed",
        JobState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No key holds jobs of this state."),
    };
}
