using EasyCron.BullMq;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>What a look at PostgreSQL and Redis found to be done; nothing of it is done yet.</summary>
internal sealed class PassPlan
{
    /// <summary>Schedulers to write.</summary>
    public List<PlannedWrite> Writes { get; } = [];

    /// <summary>Schedulers to remove, and what it counts as: null for the ordinary end of a schedule.</summary>
    public List<(string SchedulerId, RepairKind? Repair)> Removals { get; } = [];

    /// <summary>Schedulers of ours by their data, of jobs that were not enabled when the jobs were listed.</summary>
    public List<string> Orphans { get; } = [];

    /// <summary>Records of old BullMQ versions, and the names of their jobs.</summary>
    public List<(SchedulerSighting Seen, string JobName)> Legacy { get; } = [];

    /// <summary>Schedulers whose job has to be searched for in the lists.</summary>
    public List<(ScheduleEntry Entry, SchedulerSighting Seen)> Doubts { get; } = [];

    /// <summary>Schedulers whose job leaves out a time.</summary>
    public List<(ScheduleEntry Entry, SchedulerSighting Seen)> Gaps { get; } = [];

    /// <summary>Schedulers of other applications in the same queue.</summary>
    public int Foreign { get; set; }

    /// <summary>Schedulers whose job is in the delayed set.</summary>
    public int Delayed { get; set; }

    /// <summary>Plans to write a scheduler that there is.</summary>
    public void Rewrite(ScheduleEntry entry, SchedulerSighting seen, RepairKind? repair, bool mayHaveMissed, Instant? missedSince = null) => Writes.Add(new PlannedWrite
    {
        Entry = entry,
        Expected = double.IsInteger(seen.Next) ? SchedulerExpectation.NextAt(seen.Next) : SchedulerExpectation.Anything,
        Repair = repair,
        MayHaveMissed = mayHaveMissed,
        MissedSince = missedSince,
    });
}

/// <summary>A scheduler to be written.</summary>
internal sealed record PlannedWrite
{
    /// <summary>The job.</summary>
    public required ScheduleEntry Entry { get; init; }

    /// <summary>What the scheduler was when it was looked at; where it is something else by now, the next pass decides.</summary>
    public required SchedulerExpectation Expected { get; init; }

    /// <summary>What it counts as; null where the job was added or edited, or has come due unnoticed.</summary>
    public RepairKind? Repair { get; init; }

    /// <summary>Whether an occurrence may have been missed meanwhile.</summary>
    public bool MayHaveMissed { get; init; }

    /// <summary>The first time that may have been missed; null where only the latest can be known.</summary>
    public Instant? MissedSince { get; init; }

    /// <summary>Whether its job waits in line, late, and runs by itself if it is left alone.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>A run to make good for what was missed; added together with the scheduler.</summary>
    public JobToAdd? CatchUp { get; init; }
}
