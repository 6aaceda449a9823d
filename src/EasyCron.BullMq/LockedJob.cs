using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

/// <summary>A job that was fetched by hand, and whose lock the caller holds until it is settled.</summary>
/// <remarks>Disposing of one that was not settled gives it back to the front of the line, no attempt counted.</remarks>
public sealed class LockedJob : IAsyncDisposable
{
    private readonly ActiveJob _active;
    private readonly Func<JobOutcome, Task> _settle;
    private readonly Func<Task> _giveBack;
    private int _settled;

    internal LockedJob(JobContext job, ActiveJob active, Func<JobOutcome, Task> settle, Func<Task> giveBack)
    {
        Job = job;
        _active = active;
        _settle = settle;
        _giveBack = giveBack;
        CancellationToken = active.CancellationToken;
    }

    /// <summary>The job, and what may be done with it while it is processed.</summary>
    public JobContext Job { get; }

    /// <summary>Fired when the lock is lost, the worker stops, or somebody cancels the job; <see cref="JobContext.Cancellation"/> says which.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Stores what becomes of the job, with its attempts and backoff heeded as by a worker. It keeps trying while Redis is away.</summary>
    /// <param name="outcome">What becomes of it.</param>
    /// <exception cref="InvalidOperationException">It was settled before.</exception>
    /// <exception cref="JobLockLostException">The lock was lost; another worker may have the job, and nothing was stored.</exception>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task SettleAsync(JobOutcome outcome)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            throw new InvalidOperationException($"Job {Job.Id} was settled before.");
        }

        try
        {
            await _settle(outcome).ConfigureAwait(false);
        }
        finally
        {
            _active.Dispose();
        }
    }

    /// <summary>Gives the job back where it was not settled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            await _giveBack().ConfigureAwait(false);
            _active.Dispose();
        }
    }
}
