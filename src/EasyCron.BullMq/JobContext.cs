using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

/// <summary>A job while it is being processed, and what its processor may do with it.</summary>
public class JobContext : JobFields
{
    private readonly ActiveJob _active;
    private readonly WorkerSession _worker;

    internal JobContext(ActiveJob active, WorkerSession worker)
        : base(active.Record, worker.Queue)
    {
        _active = active;
        _worker = worker;
    }

    private protected JobContext(JobContext other)
        : this(other._active, other._worker)
    {
    }

    internal System.Text.Json.JsonSerializerOptions Json => Session.Json;

    /// <summary>Why the cancellation token was fired, if it was.</summary>
    public JobCancellation Cancellation => _active.Cancellation;

    /// <summary>
    /// Says that what <see cref="WorkerOptions.Concurrency"/> is there to bound is over for this job, so that the worker may take another while it ends. Until it has ended the
    /// job is as active as before: its lock is renewed, and stopping waits for it.
    /// </summary>
    /// <remarks>
    /// For processors whose last part is waiting and little else, such as storing a result. At most as many jobs as <see cref="WorkerOptions.Concurrency"/> may have
    /// left their slots; one more stays in its own. Calling it again, after the processor has returned, or for a job fetched by hand does nothing.
    /// </remarks>
    public void LeaveSlot() => _active.LeaveSlot();

    /// <summary>
    /// Parks the job until its pending children are done; it then runs again from the start. After it returned true the processor
    /// must end with <see cref="JobOutcome.Moved"/> or throw <see cref="WaitingChildrenException"/>: the job is not ours any more.
    /// </summary>
    /// <param name="childKey">The child to wait for, <c>prefix:queue:id</c>; null for all that are pending.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been parked.</param>
    /// <returns>Whether it was parked; false when there is nothing to wait for and the processor may go on.</returns>
    /// <exception cref="FailedChildrenException">A child failed that fails the job.</exception>
    /// <exception cref="JobLockLostException">The job is not ours any more.</exception>
    public async Task<bool> MoveToWaitingChildrenAsync(string? childKey = null, CancellationToken cancellationToken = default)
    {
        // The lock goes with the move, and its renewer must not take that for a loss.
        _active.Settling = true;
        var isParked = false;
        try
        {
            isParked = await MoveToWaitingChildren.RunAsync(
                _worker.Lua, _worker.Keys, Id, _active.Token, childKey ?? "", _worker.Now, cancellationToken).ConfigureAwait(false);
            return isParked;
        }
        finally
        {
            _active.Settling = isParked;
        }
    }
}
