using System.Collections.Concurrent;
using System.Diagnostics;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq.Tests.Working;

public sealed class DueAlarmTests
{
    [Test]
    public void It_rings_each_once_and_none_too_soon()
    {
        using var rung = new BlockingCollection<(int After, TimeSpan At)>();
        int[] waits = [15, 5, 10, 1, 20, 1];

        foreach (var after in waits)
        {
            var started = Stopwatch.GetTimestamp();
            DueAlarm.Set(TimeSpan.FromMilliseconds(after), () => rung.Add((after, Stopwatch.GetElapsedTime(started))));
        }

        var heard = waits.Select(_ => rung.TryTake(out var ring, TimeSpan.FromSeconds(10)) ? ring : throw new TimeoutException("An alarm did not ring.")).ToList();
        Assert.That(heard.Select(ring => ring.After), Is.EquivalentTo(waits));
        Assert.That(heard.Where(ring => ring.At < TimeSpan.FromMilliseconds(ring.After)), Is.Empty);
        Assert.That(rung.TryTake(out _, TimeSpan.FromMilliseconds(30)), Is.False);
    }

    [Test]
    public void It_rings_again_after_it_had_nothing_to_do()
    {
        for (var i = 0; i < 3; i++)
        {
            using var rung = new ManualResetEventSlim();
            DueAlarm.Set(TimeSpan.Zero, rung.Set);
            Assert.That(rung.Wait(TimeSpan.FromSeconds(10)), Is.True);
        }
    }
}
