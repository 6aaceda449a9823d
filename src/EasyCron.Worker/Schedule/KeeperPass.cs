namespace EasyCron.Worker.Schedule;

/// <summary>What one pass of the keeper changed.</summary>
internal sealed record KeeperPass
{
    /// <summary>Whether all schedulers were compared, not only those of changed jobs.</summary>
    public required bool IsFull { get; init; }

    /// <summary>How many jobs are enabled.</summary>
    public required int Jobs { get; init; }

    /// <summary>Schedulers made for jobs that had none.</summary>
    public required int Added { get; init; }

    /// <summary>Schedulers rewritten because their job was edited, or because it came due while no worker was there.</summary>
    public required int Updated { get; init; }

    /// <summary>Schedulers removed because their job is disabled, gone, past its end, manual or not understood.</summary>
    public required int Removed { get; init; }

    /// <summary>What was repaired, by kind; kinds that did not occur are absent.</summary>
    public required IReadOnlyDictionary<RepairKind, int> Repairs { get; init; }

    /// <summary>Runs added to make good for missed occurrences.</summary>
    public required int CaughtUp { get; init; }

    /// <summary>Schedulers that could not be written; each is logged, and the next full pass tries again.</summary>
    public required int Failed { get; init; }

    /// <summary>Schedulers of other applications in the same queue, as the last full pass saw them.</summary>
    public required int Foreign { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public bool ChangedNothing => Added + Updated + Removed + CaughtUp == 0 && Repairs.Count == 0;
}
