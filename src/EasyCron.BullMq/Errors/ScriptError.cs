namespace EasyCron.BullMq;

/// <summary>The negative answers of BullMQ's scripts, and the exception each becomes.</summary>
internal static class ScriptError
{
    public const int JobMissing = -1;
    public const int LockMissing = -2;
    public const int NotInState = -3;
    public const int PendingDependencies = -4;
    public const int ParentMissing = -5;
    public const int LockMismatch = -6;
    public const int ParentCannotBeReplaced = -7;
    public const int BelongsToScheduler = -8;
    public const int FailedChildren = -9;
    public const int SchedulerJobExists = -10;
    public const int SchedulerSlotsBusy = -11;
    public const int IdTaken = -100;

    /// <param name="code">A negative script answer.</param>
    /// <param name="jobId">The job (or scheduler) the command was about.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="state">The state the job should have been in, for code -3.</param>
    /// <param name="parentKey">The parent the command named, for codes -5 and -7.</param>
    public static QueueException For(long code, string jobId, string command, string state = "active", string? parentKey = null) => code switch
    {
        JobMissing => new JobNotFoundException(jobId, command),
        LockMissing => new JobLockLostException(jobId, command, heldByAnother: false),
        LockMismatch => new JobLockLostException(jobId, command, heldByAnother: true),
        NotInState => new JobNotInStateException(jobId, command, state),
        PendingDependencies => new PendingDependenciesException(jobId, command),
        ParentMissing => new ParentNotFoundException(parentKey ?? "?", command),
        ParentCannotBeReplaced => new ParentCannotBeReplacedException(jobId, parentKey ?? "?", command),
        BelongsToScheduler => new JobBelongsToSchedulerException(jobId, command),
        FailedChildren => new FailedChildrenException(jobId, command),
        SchedulerJobExists or SchedulerSlotsBusy => new SchedulerSlotTakenException(jobId, command),
        IdTaken => new JobIdTakenException(jobId),
        _ => new QueueException($"The script {command} answered {code} for {jobId}, which this version does not know."),
    };
}
