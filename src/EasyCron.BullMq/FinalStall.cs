namespace EasyCron.BullMq;

/// <summary>What becomes of a job that lost its worker more often than <see cref="WorkerOptions.MaxStalledCount"/> allows.</summary>
public enum FinalStall
{
    /// <summary>It fails for good, whatever attempts are left. BullMQ's way.</summary>
    Fail,

    /// <summary>It counts as a failed attempt: the job's attempts and backoff decide what follows.</summary>
    RetryByPolicy,
}
