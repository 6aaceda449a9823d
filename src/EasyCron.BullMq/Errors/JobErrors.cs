namespace EasyCron.BullMq;

/// <summary>The job's hash does not exist: it was never added, or was removed (BullMQ code -1).</summary>
public sealed class JobNotFoundException(string jobId, string command)
    : QueueException($"Job {jobId} does not exist (asked by {command}). It was removed, or never added.")
{
    /// <summary>The id that was asked for.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>The caller no longer holds the job's lock (BullMQ codes -2 and -6): it expired, or another worker took the job.</summary>
public sealed class JobLockLostException(string jobId, string command, bool heldByAnother)
    : QueueException(heldByAnother
        ? $"Job {jobId} is locked by another worker (asked by {command}). Its lock expired here and the job was given away; this attempt's result is not stored."
        : $"Job {jobId} has no lock any more (asked by {command}). Its lock expired; this attempt's result is not stored.")
{
    /// <summary>The job whose lock is gone.</summary>
    public string JobId { get; } = jobId;

    /// <summary>True when another worker holds the lock now, false when nobody does.</summary>
    public bool HeldByAnother { get; } = heldByAnother;
}

/// <summary>The job cannot be removed while a worker is processing it, or one of its pending children.</summary>
public sealed class JobLockedException(string jobId, string command)
    : QueueException($"Job {jobId} could not be removed because it, or a pending child, is locked by a worker (asked by {command}). Wait for it to end, or cancel it first.")
{
    /// <summary>The job that was to be removed.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>The job is not in the state the operation needs (BullMQ code -3).</summary>
public sealed class JobNotInStateException(string jobId, string command, string state)
    : QueueException($"Job {jobId} is not in the {state} state (asked by {command}).")
{
    /// <summary>The job that was asked for.</summary>
    public string JobId { get; } = jobId;

    /// <summary>The state it should have been in.</summary>
    public string ExpectedState { get; } = state;
}

/// <summary>The job still has children that have not finished (BullMQ code -4).</summary>
public sealed class PendingDependenciesException(string jobId, string command)
    : QueueException($"Job {jobId} has pending dependencies. {command}")
{
    /// <summary>The parent that cannot finish yet.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>The parent a job was to be added under does not exist (BullMQ code -5).</summary>
public sealed class ParentNotFoundException(string parentKey, string command)
    : QueueException($"The parent job {parentKey} does not exist, so nothing was added (asked by {command}).")
{
    /// <summary>The parent's key, <c>prefix:queue:id</c>.</summary>
    public string ParentKey { get; } = parentKey;
}

/// <summary>The job exists already under another living parent (BullMQ code -7).</summary>
public sealed class ParentCannotBeReplacedException(string jobId, string parentKey, string command)
    : QueueException($"Job {jobId} already belongs to another parent; {parentKey} cannot replace it (asked by {command}).")
{
    /// <summary>The existing job.</summary>
    public string JobId { get; } = jobId;

    /// <summary>The parent that was refused.</summary>
    public string ParentKey { get; } = parentKey;
}

/// <summary>The job is the current iteration of a job scheduler and can only go with it (BullMQ code -8).</summary>
public sealed class JobBelongsToSchedulerException(string jobId, string command)
    : QueueException($"Job {jobId} belongs to a job scheduler and cannot be removed directly; remove the scheduler instead (asked by {command}).")
{
    /// <summary>The scheduler's current job.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>The next iteration of a scheduler cannot be placed: its slot is taken (BullMQ codes -10 and -11).</summary>
public sealed class SchedulerSlotTakenException(string schedulerId, string command)
    : QueueException($"The scheduler {schedulerId} cannot place its next job: the slot is taken by an existing job (asked by {command}).")
{
    /// <summary>The scheduler.</summary>
    public string SchedulerId { get; } = schedulerId;
}

/// <summary>A job cannot complete because one of its children failed (BullMQ code -9). It is not retried.</summary>
public sealed class FailedChildrenException(string jobId, string command)
    : UnrecoverableException($"Cannot complete job {jobId} because it has at least one failed child. {command}")
{
    /// <summary>The parent.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>The job that was waited for failed for good.</summary>
public sealed class JobFailedException(string jobId, string reason) : QueueException($"Job {jobId} failed: {reason}")
{
    /// <summary>The job.</summary>
    public string JobId { get; } = jobId;

    /// <summary>The failed reason as stored.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A job was to be added under an id that is taken, and was not to be then (<see cref="IfJobExists.Refuse"/>).</summary>
public sealed class JobIdTakenException(string jobId) : QueueException($"Job {jobId} exists already, so nothing was added.")
{
    /// <summary>The id.</summary>
    public string JobId { get; } = jobId;
}
