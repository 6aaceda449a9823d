namespace EasyCron.BullMq;

/// <summary>Why a running job's cancellation token was fired.</summary>
public enum JobCancellation
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The worker is stopping and its grace period is over. The job goes back to the front of the line, no attempt counted.</summary>
    Shutdown,

    /// <summary>The job's lock was lost; another worker may be running the job, and this attempt's result will not be stored.</summary>
    LockLost,

    /// <summary>Somebody asked for it through <see cref="Worker.CancelJob"/> or <see cref="QueueMaintenance.CancelRunningAsync"/>. The attempt counts as failed.</summary>
    Cancelled,

    /// <summary>The attempt took longer than <see cref="WorkerOptions.JobTimeout"/>. It counts as failed.</summary>
    Timeout,
}
