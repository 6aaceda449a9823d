namespace EasyCron.Worker.Notices;

/// <summary>A try to deliver a notice failed.</summary>
/// <param name="delivery">What came of it.</param>
/// <param name="reason">Why, in words that name no secret.</param>
internal sealed class UndeliveredException(Delivery delivery, string reason) : Exception(reason)
{
    /// <summary>What came of the try.</summary>
    public Delivery Delivery { get; } = delivery;
}
