namespace EasyCron.BullMq;

/// <summary>A scheduler to be created or changed together with others.</summary>
/// <param name="SchedulerId">Free text; one scheduler per id.</param>
/// <param name="Schedule">When its jobs are due.</param>
/// <param name="Template">What its jobs look like; null for nothing but a name.</param>
public sealed record SchedulerUpsert(string SchedulerId, JobSchedule Schedule, JobTemplate? Template = null)
{
    /// <summary>As what the caller knows the scheduler; where it is something else by now, nothing is written.</summary>
    /// <value>Default: whatever is there.</value>
    public SchedulerExpectation Expected { get; init; }

    /// <summary>The next job of a pattern is due after this; null for now. For finding the next time when one is taken.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>A job to be added in the same step, and only if the scheduler is written; null for none.</summary>
    public JobToAdd? WithJob { get; init; }
}

/// <summary>What a caller takes a scheduler for.</summary>
public readonly record struct SchedulerExpectation
{
    private SchedulerExpectation(string? seen)
    {
        Seen = seen;
    }

    /// <summary>Anything at all, as a plain upsert.</summary>
    public static SchedulerExpectation Anything => default;

    /// <summary>There is no such scheduler.</summary>
    public static SchedulerExpectation Absent { get; } = new("-");

    /// <summary>As the script takes it; null for anything.</summary>
    internal string? Seen { get; }

    /// <summary>Its current job is due at <see cref="SchedulerSighting.Next"/>.</summary>
    public static SchedulerExpectation NextAt(double milliseconds) => new(milliseconds.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>What became of one <see cref="SchedulerUpsert"/>.</summary>
public enum SchedulerUpsertOutcome
{
    /// <summary>It is written and its next job is in place.</summary>
    Written,

    /// <summary>It is not what the caller took it for; nothing was written.</summary>
    Unexpected,

    /// <summary>A job that runs or has finished holds the id of its next job; nothing was written.</summary>
    SlotTaken,

    /// <summary>The schedule has no time to come; nothing was written.</summary>
    NoFurtherDate,
}
