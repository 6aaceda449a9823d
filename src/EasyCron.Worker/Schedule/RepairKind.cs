namespace EasyCron.Worker.Schedule;

/// <summary>What was wrong in Redis without anybody having changed the job.</summary>
internal enum RepairKind
{
    /// <summary>A known scheduler was gone.</summary>
    Missing,

    /// <summary>No job would have followed.</summary>
    NoNextJob,

    /// <summary>Pattern, zone, bounds or template were not the job's.</summary>
    Stale,

    /// <summary>The next job was due at a wrong time, for example by other time zone rules.</summary>
    WrongTime,

    /// <summary>The record could not be read.</summary>
    Malformed,

    /// <summary>A scheduler of a job that is disabled or gone.</summary>
    Orphan,

    /// <summary>A second delayed job beside the schedule.</summary>
    Duplicate,

    /// <summary>A repeatable job of BullMQ 5 or older.</summary>
    Legacy,

    /// <summary>Redis had lost everything.</summary>
    Flushed,
}

/// <summary>The kind as metrics and logs spell it.</summary>
internal static class RepairKindText
{
    /// <summary>Spells the kind.</summary>
    public static string Text(this RepairKind kind) => kind switch
    {
        RepairKind.Missing => "missing",
        RepairKind.NoNextJob => "no_next_job",
        RepairKind.Stale => "stale",
        RepairKind.WrongTime => "wrong_time",
        RepairKind.Malformed => "malformed",
        RepairKind.Orphan => "orphan",
        RepairKind.Duplicate => "duplicate",
        RepairKind.Legacy => "legacy",
        RepairKind.Flushed => "flushed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of repair."),
    };
}
