namespace EasyCron.BullMq.Redis;

/// <summary>Faults of one loop in a row: how long to wait before the next try, and whether this one is news.</summary>
internal sealed class FaultStreak
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _faults;

    /// <summary>Counts a fault.</summary>
    /// <param name="isNews">True for the first one since things were well.</param>
    /// <returns>The wait before trying again: 100 ms, doubling up to 5 s.</returns>
    public TimeSpan Add(out bool isNews)
    {
        var faults = Interlocked.Increment(ref _faults);
        isNews = faults == 1;
        var wait = First * Math.Pow(2, Math.Min(faults - 1, 10));
        return wait < Longest ? wait : Longest;
    }

    /// <summary>Things are well again.</summary>
    public void End()
    {
        if (Volatile.Read(ref _faults) != 0)
        {
            Volatile.Write(ref _faults, 0);
        }
    }

    /// <summary>Whether waiting may cure the fault: Redis is away, or said so.</summary>
    public static bool MayPass(Exception exception) => exception is QueueUnavailableException or RedisRefusedException { IsTransient: true };
}
