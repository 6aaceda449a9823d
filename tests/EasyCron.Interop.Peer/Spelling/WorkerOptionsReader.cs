using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>Node's worker options -> ours; finished jobs are kept where nothing is said, as in Node.</summary>
internal static class WorkerOptionsReader
{
    public static WorkerOptions Read(Question opts)
    {
        var defaults = new WorkerOptions();
        return defaults with
        {
            Name = (string?)opts["name"],
            Concurrency = (int)(opts.Number("concurrency") ?? 1),
            LockDuration = opts.Millis("lockDuration") ?? defaults.LockDuration,
            StalledInterval = opts.Millis("stalledInterval") ?? defaults.StalledInterval,
            MaxStalledCount = (int)(opts.Number("maxStalledCount") ?? 1),
            MaxStartedAttempts = (int?)opts.Number("maxStartedAttempts"),
            Limiter = opts["limiter"] is { } limiter
                ? new RateLimit((int)limiter["max"]!, TimeSpan.FromMilliseconds((long)limiter["duration"]!))
                : null,
            MetricsDataPoints = opts["metrics"] is { } metrics ? (int)metrics["maxDataPoints"]! : null,
            RemoveOnComplete = opts["removeOnComplete"] is { } complete ? JobOptionsReader.Retention(complete) : JobRetention.KeepAll,
            RemoveOnFail = opts["removeOnFail"] is { } fail ? JobOptionsReader.Retention(fail) : JobRetention.KeepAll,
            SkipStalledCheck = opts.Flag("skipStalledCheck"),
            SkipLockRenewal = opts.Flag("skipLockRenewal"),
        };
    }
}
