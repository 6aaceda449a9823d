namespace EasyCron.BullMq.Jobs;

/// <summary>The millisecond counts Redis holds, as instants. Values no calendar holds become the nearest one it does.</summary>
internal static class UnixTime
{
    private static readonly long Minimum = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Maximum = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromMilliseconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Minimum, Maximum));

    /// <summary>The clock's time as scripts take it.</summary>
    public static long NowMilliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
