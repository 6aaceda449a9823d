namespace EasyCron.Worker.Schedule;

/// <summary>How the keeping of schedules stands, for health checks, metrics and people. May be read from any thread.</summary>
internal sealed class KeeperStatus
{
    /// <summary>At most so many quarantined jobs are listed; all are counted.</summary>
    public const int MostListed = 100;

    private volatile KeeperState _current = new();

    /// <summary>The state at this moment.</summary>
    public KeeperState Current => _current;

    /// <summary>Replaces the state; only the loop does so, one turn after the other.</summary>
    public void Set(KeeperState state) => _current = state;
}

/// <summary>One state of the keeper.</summary>
internal sealed record KeeperState
{
    /// <summary>Whether this instance is the one that keeps schedules now.</summary>
    public bool IsKeeping { get; init; }

    /// <summary>When the fleet's last pass succeeded, by whichever instance; null while none is known.</summary>
    public DateTimeOffset? LastPassAt { get; init; }

    /// <summary>When this instance's last full comparison succeeded; null while there was none.</summary>
    public DateTimeOffset? LastFullPassAt { get; init; }

    /// <summary>What that comparison did.</summary>
    public KeeperPass? LastFullPass { get; init; }

    /// <summary>Why the last turn failed; null when it succeeded.</summary>
    public string? Fault { get; init; }

    /// <summary>Enabled jobs that are due again and again.</summary>
    public int Recurring { get; init; }

    /// <summary>Enabled jobs without a schedule.</summary>
    public int Manual { get; init; }

    /// <summary>Enabled jobs whose schedule cannot be understood.</summary>
    public int QuarantinedCount { get; init; }

    /// <summary>The first of those by id, with the reasons.</summary>
    public IReadOnlyList<QuarantinedJob> Quarantined { get; init; } = [];

    /// <summary>Schedulers of other applications in the same queue.</summary>
    public int Foreign { get; init; }

    /// <summary>What this instance has repaired since it started, by kind.</summary>
    public IReadOnlyDictionary<RepairKind, long> Repairs { get; init; } = new Dictionary<RepairKind, long>();
}

/// <summary>A job whose schedule cannot be understood.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Reason">Which column is wrong, what was found, and what is allowed.</param>
internal sealed record QuarantinedJob(string JobId, string Reason);
