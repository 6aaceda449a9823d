namespace EasyCron.BullMq;

/// <summary>The kinds of a job's children.</summary>
public enum ChildGroup
{
    /// <summary>Completed, with a return value.</summary>
    Completed,

    /// <summary>Not finished.</summary>
    Pending,

    /// <summary>Failed, which the job ignores or goes on with.</summary>
    Ignored,

    /// <summary>Failed, which fails the job.</summary>
    Failed,
}

/// <summary>How many children a job has.</summary>
/// <param name="Completed">Completed ones.</param>
/// <param name="Pending">Ones that have not finished.</param>
/// <param name="Ignored">Failed ones whose failure is ignored.</param>
/// <param name="Failed">Failed ones that fail the job.</param>
public sealed record ChildCounts(long Completed, long Pending, long Ignored, long Failed);

/// <summary>A child.</summary>
/// <param name="Key">Its key, <c>prefix:queue:id</c>.</param>
/// <param name="Job">Its job; null when that does not exist any more.</param>
/// <param name="ReturnValueJson">The JSON of its return value, for a completed one.</param>
/// <param name="FailedReason">Why it failed, for one whose failure is ignored.</param>
public sealed record ChildJob(string Key, Job? Job, ReadOnlyMemory<byte>? ReturnValueJson, string? FailedReason);
