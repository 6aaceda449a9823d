namespace EasyCron.BullMq.Working;

/// <summary>A place among the jobs that may run at once. One job after another runs in it, the last of which may leave it before it has ended.</summary>
internal sealed class Slot(SlotGate gate)
{
    /// <summary>Whether its job has left it to another. Written by the gate alone.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Whether its last job has ended. Written by the gate alone.</summary>
    public bool IsOver { get; set; }

    /// <summary>Lets another job take the place while this one ends.</summary>
    public void Leave() => gate.Leave(this);

    /// <summary>The last job has ended.</summary>
    public void End() => gate.End(this);
}
