namespace EasyCron.Worker.Notices;

/// <summary>What came of one try to deliver a notice.</summary>
internal abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>The receiver has it.</summary>
    /// <param name="Detail">What it said: a mail's id, for example.</param>
    public sealed record Accepted(string Detail) : Delivery;

    /// <summary>It may work later: the receiver is busy, broken or out of reach.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="After">How long the receiver asks to be left alone; null where it does not.</param>
    public sealed record Later(string Reason, TimeSpan? After = null) : Delivery;

    /// <summary>It works once somebody has put something right at the receiver or in the settings: a key, a sender's domain.</summary>
    /// <param name="Reason">What the receiver says is wrong.</param>
    public sealed record NeedsRepair(string Reason) : Delivery;

    /// <summary>It never works: the receiver does not take this notice.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(string Reason) : Delivery;
}
