namespace EasyCron.BullMq;

/// <summary>A job scheduler as a look at many of them shows it: its place in the set, its record, and where its current job is.</summary>
/// <param name="Id">The scheduler's id.</param>
/// <param name="Next">When its current job is or was due, milliseconds after 1970; may be a fraction or infinite where somebody wrote it by hand.</param>
/// <param name="Record">Its record; null where there is none or it cannot be read.</param>
/// <param name="CurrentJob">Where its current job is.</param>
public sealed record SchedulerSighting(string Id, double Next, JobScheduler? Record, SchedulerJobPlace CurrentJob);

/// <summary>Where the current job of a scheduler is, as far as many can be asked for at once.</summary>
public enum SchedulerJobPlace
{
    /// <summary>There is no such job: the scheduler makes no further one by itself.</summary>
    Missing,

    /// <summary>It waits for its time.</summary>
    Delayed,

    /// <summary>It waits in line by priority.</summary>
    Prioritized,

    /// <summary>It has completed or failed and no job followed: the scheduler makes no further one by itself.</summary>
    Finished,

    /// <summary>It waits in line, runs, or is in no state at all; <see cref="QueueSchedulers.JobsInLineAsync"/> tells which.</summary>
    Elsewhere,
}
