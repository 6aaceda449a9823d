namespace EasyCron.BullMq;

/// <summary>Jobs of a flow could not be added, so none of it was.</summary>
public sealed class FlowRefusedException(IReadOnlyList<FlowRefusal> refusals)
    : QueueException($"The flow was not added: {string.Join(" ", refusals.Select(refusal => refusal.Error.Message))}", refusals.Count > 0 ? refusals[0].Error : null)
{
    /// <summary>The jobs that could not be added, and why.</summary>
    public IReadOnlyList<FlowRefusal> Refusals { get; } = refusals;
}
