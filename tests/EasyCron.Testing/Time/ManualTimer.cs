namespace EasyCron.Testing.Time;

/// <summary>A timer of a <see cref="ManualClock"/>; its fields are guarded by the clock.</summary>
internal sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public TimeSpan? Due { get; set; }

    public TimeSpan Period { get; set; }

    public long Order { get; set; }

    public bool Disposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Arm(this, dueTime, period);

    /// <summary>Sets the time after the one that has just come: a period later, or never.</summary>
    public void Rearm(TimeSpan now, long order)
    {
        Due = Period > TimeSpan.Zero ? now + Period : null;
        Order = order;
    }

    public void Fire()
    {
        if (_context is null)
        {
            callback();
        }
        else
        {
            ExecutionContext.Run(_context, _ => callback(), null);
        }
    }

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
