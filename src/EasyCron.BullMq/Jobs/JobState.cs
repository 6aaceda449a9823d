namespace EasyCron.BullMq;

/// <summary>Where a job is.</summary>
public enum JobState
{
    /// <summary>In none of the queue's lists or sets: removed, or never added.</summary>
    Unknown,

    /// <summary>In line, to be taken in order.</summary>
    Waiting,

    /// <summary>In line by priority, behind every waiting job without one.</summary>
    Prioritized,

    /// <summary>Not due yet.</summary>
    Delayed,

    /// <summary>Being processed.</summary>
    Active,

    /// <summary>A parent whose children have not all finished.</summary>
    WaitingChildren,

    /// <summary>Ended with a return value.</summary>
    Completed,

    /// <summary>Ended with a failed reason and no attempts left.</summary>
    Failed,
}
