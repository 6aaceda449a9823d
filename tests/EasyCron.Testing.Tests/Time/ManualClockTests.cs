using EasyCron.Testing.Time;

namespace EasyCron.Testing.Tests.Time;

public sealed class ManualClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Start);

    [Test]
    public void Time_stands_still_until_it_is_moved()
    {
        var timestamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromSeconds(90));

        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(90)));
        Assert.That(_clock.GetElapsedTime(timestamp), Is.EqualTo(TimeSpan.FromSeconds(90)));
    }

    [Test]
    public void Wall_time_jumps_without_moving_monotonic_time_or_firing_timers()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        var timestamp = _clock.GetTimestamp();

        _clock.JumpWall(TimeSpan.FromHours(1));
        _clock.JumpWall(TimeSpan.FromHours(-3));

        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddHours(-2)));
        Assert.That(_clock.GetTimestamp(), Is.EqualTo(timestamp));
        Assert.That(fired, Is.Zero);
        Assert.That(_clock.NextTimer, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Timers_fire_in_order_and_see_the_time_they_were_due()
    {
        var seen = new List<string>();
        using var late = _clock.CreateTimer(_ => seen.Add($"late {_clock.GetUtcNow():mm:ss}"), null, TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);
        using var periodic = _clock.CreateTimer(_ => seen.Add($"tick {_clock.GetUtcNow():mm:ss}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        _clock.Advance(TimeSpan.FromSeconds(9));

        Assert.That(seen, Is.EqualTo(new[] { "tick 00:02", "tick 00:05", "late 00:07", "tick 00:08" }));
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(9)));
        Assert.That(_clock.WaitingTimers, Is.EqualTo(1));
    }

    [Test]
    public void A_timer_that_is_changed_or_disposed_forgets_its_old_time()
    {
        var seen = new List<string>();
        using var changed = _clock.CreateTimer(_ => seen.Add("changed"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var disposed = _clock.CreateTimer(_ => seen.Add("disposed"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        disposed.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.That(seen, Is.Empty);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(seen, Is.EqualTo(new[] { "changed" }));
        Assert.That(disposed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), Is.False, "a disposed timer cannot be armed");
    }

    [Test]
    public async Task Delays_and_timeouts_of_the_framework_wait_for_the_clock()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(10), _clock);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5), _clock);
        using var ticks = new PeriodicTimer(TimeSpan.FromMinutes(3), _clock);
        var tick = ticks.WaitForNextTickAsync();

        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.That(await tick, Is.True);
        Assert.That(timeout.IsCancellationRequested, Is.True);
        Assert.That(delay.IsCompleted, Is.False);

        _clock.AdvanceTo(Start.AddMinutes(10));
        await delay.WaitAsync(Eventually.DefaultDeadline);
    }

    [Test]
    public async Task A_timer_due_at_once_fires_without_the_clock_being_moved()
    {
        var fired = new TaskCompletionSource();

        await using var timer = _clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(_clock.WaitingTimers, Is.Zero);
    }

    [Test]
    public void Monotonic_time_refuses_to_go_back()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }
}
