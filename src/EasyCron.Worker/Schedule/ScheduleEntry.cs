using EasyCron.Storage;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>What the keeper remembers of one enabled job, so that an unchanged one costs no more than a comparison.</summary>
internal sealed class ScheduleEntry(string jobId)
{
    private static readonly RunWindow Always = new();

    /// <summary>The job, and its scheduler.</summary>
    public string JobId { get; } = jobId;

    /// <summary>Which version of the row this is.</summary>
    public uint Version { get; private set; }

    /// <summary>When the app last changed the row: what was due before that is none of this schedule's business.</summary>
    public Instant UpdatedAt { get; private set; }

    /// <summary>What the row says about the schedule.</summary>
    public SchedulePlan Plan { get; private set; } = new SchedulePlan.Manual();

    /// <summary>On which days and in which hours it may run.</summary>
    public RunWindow Window { get; private set; } = Always;

    /// <summary>When it is due; null where it has no schedule or one that cannot be understood.</summary>
    public Timetable? Timetable => (Plan as SchedulePlan.Recurring)?.Timetable;

    /// <summary>The listing of jobs it was last in.</summary>
    public int Listing { get; set; }

    /// <summary>The look at Redis in which its scheduler was last seen.</summary>
    public int Sighting { get; set; }

    /// <summary>The time of the scheduler's next job, milliseconds, when it was last found in order; null while it never was.</summary>
    public long? KnownNext { get; set; }

    /// <summary>The time of a job that ran, milliseconds, when the scheduler had not moved on from it; null mostly.</summary>
    public long? StuckAt { get; set; }

    /// <summary>Takes in another version of the row.</summary>
    /// <returns>Whether what is stored in Redis has to be another.</returns>
    public bool Update(ScheduledJob job, SchedulePlan plan, RunWindow window)
    {
        var isStoredLike = plan is SchedulePlan.Recurring { Timetable: var next } ? Timetable is { } known && next.IsStoredLike(known) : Plan.GetType() == plan.GetType();
        Version = job.Version;
        UpdatedAt = Instant.FromDateTimeOffset(job.UpdatedAt);
        Window = window.NeedsZone ? window : Always;
        Plan = plan;
        if (!isStoredLike)
        {
            KnownNext = null;
        }

        return !isStoredLike;
    }
}
