namespace EasyCron.Interop.Tests.Matrix;

/// <summary>Something that one version of BullMQ writes besides, that no client needs; it is left out of the comparisons.</summary>
/// <param name="Name">The event, or the field of a job's hash.</param>
/// <param name="Package">The BullMQ that writes it.</param>
/// <param name="Feature">A feature that meets it.</param>
/// <param name="Reason">What differs and why it does no harm, for people.</param>
public sealed record KnownDifference(string Name, string Package, string Feature, string Reason)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(
            "debounced",
            "bullmq5",
            "deduplication",
            "BullMQ 5 announces a deduplicated job twice, as `debounced` (the older name) and as `deduplicated`; BullMQ 6 and EasyCron only as `deduplicated`."),
        new(
            "nrjid",
            "bullmq5",
            "scheduler-every",
            "BullMQ 5 notes the id of a scheduler's next job in the one before it (field `nrjid`); BullMQ 6 and EasyCron neither write nor read it."),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
