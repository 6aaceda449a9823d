namespace EasyCron.Testing.Time;

/// <summary>A clock that stands still until a test moves it, with timers that fire when it passes their time.</summary>
/// <remarks>
/// Wall time and monotonic time move together, except that <see cref="JumpWall"/> moves wall time alone, as a correction by NTP or an
/// operator does. Timers wait on monotonic time. Callbacks run inside <see cref="Advance"/>, in the order of their time, each seeing exactly
/// the time it was due; what a callback starts on other threads is not waited for.
/// </remarks>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _wall;
    private TimeSpan _elapsed;
    private long _order;

    /// <summary>Makes a clock.</summary>
    /// <param name="start">The first wall time; default 2026-01-01T00:00:00Z, a Thursday.</param>
    public ManualClock(DateTimeOffset? start = null) =>
        _wall = (start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToUniversalTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Gets the number of timers that are waiting: delays, timeouts and periodic timers of the code under test.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(timer => timer.Due is not null);
            }
        }
    }

    /// <summary>Gets how long it takes until the next timer fires, or null when none is waiting.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return Next(TimeSpan.MaxValue)?.Due - _elapsed;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    /// <summary>Lets time pass: wall time, monotonic time, and every timer due on the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative: monotonic time never goes back; see <see cref="JumpWall"/>.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        TimeSpan target;
        lock (_gate)
        {
            target = _elapsed + time;
        }

        while (true)
        {
            ManualTimer? timer;
            lock (_gate)
            {
                timer = Next(target);
                Pass(timer?.Due ?? target);
                timer?.Rearm(_elapsed, ++_order);
            }

            if (timer is null)
            {
                return;
            }

            timer.Fire();
        }
    }

    /// <summary>Lets time pass until the wall shows an instant.</summary>
    public void AdvanceTo(DateTimeOffset instant) => Advance(instant - GetUtcNow());

    /// <summary>Moves wall time alone, forward or back: no timer fires, monotonic time stays.</summary>
    public void JumpWall(TimeSpan by)
    {
        lock (_gate)
        {
            _wall += by;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool now;
        lock (_gate)
        {
            if (timer.Disposed)
            {
                return false;
            }

            timer.Period = period;
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? null : _elapsed + dueTime;
            timer.Order = ++_order;
            if (!_timers.Contains(timer))
            {
                _timers.Add(timer);
            }

            now = dueTime == TimeSpan.Zero;
            if (now)
            {
                timer.Rearm(_elapsed, ++_order);
            }
        }

        if (now)
        {
            // As with the system's timers the callback does not run inside the call that arms it.
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }

        return true;
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            timer.Due = null;
            _timers.Remove(timer);
        }
    }

    private ManualTimer? Next(TimeSpan until) =>
        _timers.Where(timer => timer.Due <= until).OrderBy(timer => timer.Due).ThenBy(timer => timer.Order).FirstOrDefault();

    private void Pass(TimeSpan target)
    {
        // A callback may itself have moved the clock past the target.
        if (target > _elapsed)
        {
            _wall += target - _elapsed;
            _elapsed = target;
        }
    }
}
