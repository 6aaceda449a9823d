namespace EasyCron.BullMq;

/// <summary>What a declaration of all schedulers changed.</summary>
/// <param name="Written">The ids of those created, changed or set going again.</param>
/// <param name="Removed">The ids of those that were not declared.</param>
/// <param name="NotWritten">The ids of those that could not be written, and why; they stand as they did.</param>
public sealed record SchedulerChanges(
    IReadOnlyList<string> Written, IReadOnlyList<string> Removed, IReadOnlyList<(string SchedulerId, SchedulerUpsertOutcome Reason)> NotWritten)
{
    /// <summary>Whether anything was changed.</summary>
    public bool Any => Written.Count + Removed.Count > 0;
}
