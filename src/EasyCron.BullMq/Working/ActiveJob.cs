using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Working;

/// <summary>A job this worker holds the lock of.</summary>
internal sealed class ActiveJob(JobRecord record, string token, long taken, Slot? slot = null) : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _cancellation;

    public JobRecord Record { get; } = record;

    /// <summary>The lock's value.</summary>
    public string Token { get; } = token;

    /// <summary>When the lock was last known to be ours, as a timestamp of the worker's clock.</summary>
    public long LastRenewed { get; set; } = taken;

    /// <summary>When a renewal was last sent.</summary>
    public long LastSent { get; set; } = taken;

    /// <summary>Set when stopping gave the job away under its processor's feet: whatever the processor still returns is dropped.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Set while the outcome is being stored, when the lock goes away by our own doing.</summary>
    public bool Settling { get; set; }

    /// <summary>Whether it has left its slot to another job.</summary>
    public bool HasLeftSlot => slot is { IsLeft: true };

    public CancellationToken CancellationToken => _source.Token;

    public JobCancellation Cancellation => (JobCancellation)Volatile.Read(ref _cancellation);

    /// <summary>What to say of a cancellation that somebody asked for.</summary>
    public string? CancellationReason { get; private set; }

    /// <summary>Fires the token; the first reason stays.</summary>
    public void Cancel(JobCancellation why, string? reason = null)
    {
        if (Interlocked.CompareExchange(ref _cancellation, (int)why, (int)JobCancellation.None) != (int)JobCancellation.None)
        {
            return;
        }

        CancellationReason = reason;
        try
        {
            // The processor's own registrations run here; what they throw is theirs.
            _source.Cancel();
        }
        catch (Exception exception) when (exception is AggregateException or ObjectDisposedException)
        {
            CancellationReason ??= exception.Message;
        }
    }

    /// <summary>Leaves its slot to another job; does nothing once its outcome is being stored, after which the slot may be another's.</summary>
    public void LeaveSlot()
    {
        if (!Settling)
        {
            slot?.Leave();
        }
    }

    public void Dispose() => _source.Dispose();
}
