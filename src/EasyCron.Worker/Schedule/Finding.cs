namespace EasyCron.Worker.Schedule;

/// <summary>What a look at a job's scheduler found.</summary>
internal enum Finding
{
    /// <summary>All is as it should be.</summary>
    InOrder,

    /// <summary>There should be no scheduler.</summary>
    Unwanted,

    /// <summary>Its job is due and has not been taken by a worker.</summary>
    Overdue,

    /// <summary>Its job is in none of the sorted sets, so the lists have to be searched for it.</summary>
    InDoubt,

    /// <summary>Its next job is the right one by time, but a time before it is left out.</summary>
    LeavesOut,

    /// <summary>No job will follow: its current one is gone, or was done without another being made.</summary>
    NoNextJob,

    /// <summary>Its job is due at a time that is none of the schedule's.</summary>
    WrongTime,

    /// <summary>Its record says something else than the row.</summary>
    Stale,

    /// <summary>Its record cannot be read.</summary>
    Malformed,
}
