namespace EasyCron.System.Tests.Chaos;

/// <summary>What may happen to an installation.</summary>
internal enum ChaosKind
{
    /// <summary>A worker dies as if its machine had, and another takes its place.</summary>
    Kill,

    /// <summary>A worker is replaced as a deployment does it.</summary>
    Replace,

    /// <summary>A worker's connections to Redis are refused for a while.</summary>
    CutRedis,

    /// <summary>Nothing passes between a worker and Redis for a while.</summary>
    BlackHoleRedis,

    /// <summary>All between a worker and Redis is slow for a while.</summary>
    SlowRedis,

    /// <summary>A worker's connections to Redis are dead without its knowing.</summary>
    HalfOpenRedis,

    /// <summary>Redis is killed and started again with its append-only file.</summary>
    RestartRedis,

    /// <summary>A worker's connections to PostgreSQL are refused for a while.</summary>
    CutPostgres,

    /// <summary>Nothing passes between a worker and PostgreSQL for a while.</summary>
    BlackHolePostgres,

    /// <summary>All between a worker and PostgreSQL is slow for a while.</summary>
    SlowPostgres,

    /// <summary>PostgreSQL ends every session (57P01).</summary>
    EndSessions,

    /// <summary>PostgreSQL is stopped and started again.</summary>
    RestartPostgres,

    /// <summary>A person disables a job and enables it again.</summary>
    SwitchJob,
}

/// <summary>One fault of a plan.</summary>
/// <param name="After">The quiet time before it.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Victim">Which worker or job, counted from 0 and round again.</param>
/// <param name="Lasts">For how long, where it lasts.</param>
internal sealed record ChaosFault(TimeSpan After, ChaosKind Kind, int Victim, TimeSpan Lasts)
{
    /// <summary>Plans faults for a time; the same seed makes the same plan.</summary>
    public static IEnumerable<ChaosFault> Plan(int seed)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<ChaosKind>();
        while (true)
        {
            // Each kind comes up once before any comes again, so that a short run has seen most of them.
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                yield return new ChaosFault(
                    TimeSpan.FromMilliseconds(random.Next(300, 1500)), kind, random.Next(100), TimeSpan.FromMilliseconds(random.Next(500, 3500)));
            }
        }
    }
}
