namespace EasyCron.BullMq;

/// <summary>Thrown by a processor to put its job off without counting an attempt (BullMQ's DelayedError).</summary>
public sealed class DelayedException(DateTimeOffset dueAt) : QueueException("bullmq:movedToDelayed")
{
    /// <summary>When the job is due again.</summary>
    public DateTimeOffset DueAt { get; } = dueAt;
}

/// <summary>Thrown by a processor to give its job back to the line without counting an attempt (BullMQ's WaitingError).</summary>
public sealed class WaitingException() : QueueException("bullmq:movedToWait");

/// <summary>Thrown by a processor after it has moved its job to wait for children (BullMQ's WaitingChildrenError).</summary>
public sealed class WaitingChildrenException() : QueueException("bullmq:movedToWaitingChildren");

/// <summary>Thrown by a processor after it has set a rate limit, to give its job back until the limit ends (BullMQ's RateLimitError).</summary>
public sealed class RateLimitException() : QueueException("bullmq:rateLimitExceeded");

/// <summary>The job's data is not what the processor expects: invalid JSON, or JSON of another shape. Trying again cannot help.</summary>
public sealed class JobDataException(string jobId, string reason, Exception? innerException = null)
    : UnrecoverableException($"The data of job {jobId} cannot be read: {reason}", innerException)
{
    /// <summary>The job.</summary>
    public string JobId { get; } = jobId;
}

/// <summary>An attempt was stopped: by its timeout, or because somebody cancelled it.</summary>
public sealed class JobCancelledException(JobCancellation cancellation, string reason) : QueueException(reason)
{
    /// <summary>What stopped it.</summary>
    public JobCancellation Cancellation { get; } = cancellation;
}
