namespace EasyCron.Worker.Notices;

/// <summary>The wait before a notice is tried again: as long as the receiver asks for, at least 5 s doubling up to an hour, five minutes where somebody has to repair something.</summary>
/// <remarks>
/// Never longer than half of the 24 h for which Resend remembers an Idempotency-Key, so that a mail that was accepted without our hearing of it is recognised by the next try.
/// </remarks>
internal static class NoticeBackoff
{
    /// <summary>Its name in the jobs' options.</summary>
    public const string Name = "notice";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstOfRepair = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(12);

    /// <summary>Computes the wait.</summary>
    /// <param name="attemptsMade">Tries so far, at least 1.</param>
    /// <param name="failure">What came of the last one.</param>
    /// <param name="random">From 0 to 1; spreads the waits by a fifth.</param>
    public static TimeSpan Wait(int attemptsMade, Delivery failure, double random)
    {
        var doubled = First * Math.Pow(2, Math.Min(attemptsMade - 1, 20));
        var least = failure is Delivery.NeedsRepair && doubled < FirstOfRepair ? FirstOfRepair : doubled;
        var own = (least < Longest ? least : Longest) * (0.8 + (0.2 * random));
        var asked = failure is Delivery.Later { After: { } after } ? after : TimeSpan.Zero;
        return asked < own ? own : asked < LongestAskedFor ? asked : LongestAskedFor;
    }
}
