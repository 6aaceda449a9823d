using System.Diagnostics;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Rings to the millisecond, from one thread for the whole process. The runtime's timers go by a clock that moves every 4 ms on most
/// Linux kernels, so they ring up to 4 ms late, and when they ring early the rest costs another 4 ms.
/// </summary>
internal static class DueAlarm
{
    /// <summary>Longer waits begin with a timer, so that the thread sleeps while nothing is about to be due.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromMilliseconds(20);

    private static readonly object Gate = new();
    private static readonly PriorityQueue<Action, long> Pending = new();
    private static bool _isStarted;

    /// <summary>Calls <paramref name="ring"/> once, after this time or up to a millisecond later. It must be short and not throw.</summary>
    public static void Set(TimeSpan after, Action ring)
    {
        var due = Stopwatch.GetTimestamp() + (long)(after.TotalSeconds * Stopwatch.Frequency);
        lock (Gate)
        {
            Pending.Enqueue(ring, due);
            Monitor.Pulse(Gate);
            if (!_isStarted)
            {
                _isStarted = true;
                new Thread(Run, maxStackSize: 128 * 1024) { IsBackground = true, Name = "bullmq due times" }.UnsafeStart();
            }
        }
    }

    private static void Run()
    {
        lock (Gate)
        {
            while (true)
            {
                if (!Pending.TryPeek(out var ring, out var due))
                {
                    Monitor.Wait(Gate);
                    continue;
                }

                var left = (due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
                if (left > 0)
                {
                    Monitor.Wait(Gate, (int)Math.Ceiling(left));
                    continue;
                }

                Pending.Dequeue();
                ring();
            }
        }
    }
}
