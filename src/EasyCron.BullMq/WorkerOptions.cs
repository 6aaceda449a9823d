using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>How a worker works. Locks, stalled checks and limits should be equal over all workers of a queue.</summary>
public sealed record WorkerOptions
{
    /// <summary>The queue's key prefix.</summary>
    /// <value>Default: <c>bull</c>.</value>
    public string Prefix { get; init; } = QueueName.DefaultPrefix;

    /// <summary>The worker's name, stored with each job it takes and shown by Node's <c>getWorkers()</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How many jobs run at once in this worker. Can be changed at run time through <see cref="Worker.Concurrency"/>.</summary>
    /// <value>Default: 1. At least 1.</value>
    public int Concurrency { get; init; } = 1;

    /// <summary>How long a job's lock lives without renewal; a worker that is dead for so long loses its jobs.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How old a lock may get before it is renewed; looked at twice as often.</summary>
    /// <value>Default: half of <see cref="LockDuration"/>.</value>
    public TimeSpan? LockRenewTime { get; init; }

    /// <summary>How often the fleet looks for jobs whose worker died.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan StalledInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a job may lose its worker before it is failed. Current jobs of a scheduler are never failed for it.</summary>
    /// <value>Default: 1.</value>
    public int MaxStalledCount { get; init; } = 1;

    /// <summary>What becomes of a job that lost its worker more often than that.</summary>
    /// <value>Default: <see cref="BullMq.FinalStall.Fail"/>, as in BullMQ.</value>
    public FinalStall FinalStall { get; init; }

    /// <summary>How often a job may be started in all, whatever the reason; null for no limit.</summary>
    public int? MaxStartedAttempts { get; init; }

    /// <summary>How long one wait for work lasts in the server. An idle worker sends about 60 s / this × 2 commands a minute.</summary>
    /// <value>Default: 5 seconds, as BullMQ's.</value>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The worker's share of a rate limit over the whole queue; all workers must agree on it.</summary>
    public RateLimit? Limiter { get; init; }

    /// <summary>The longest single sleep while rate limited.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan MaximumRateLimitDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many minutes of finished-job counts are kept in Redis; null switches these metrics off.</summary>
    public int? MetricsDataPoints { get; init; }

    /// <summary>What stays of completed jobs that bring no rule of their own.</summary>
    /// <value>Default: the newest 1,000 for 24 hours (BullMQ keeps all).</value>
    public JobRetention RemoveOnComplete { get; init; } = JobRetention.Keep(1000, TimeSpan.FromHours(24));

    /// <summary>What stays of failed jobs that bring no rule of their own.</summary>
    /// <value>Default: the newest 5,000 for 7 days (BullMQ keeps all).</value>
    public JobRetention RemoveOnFail { get; init; } = JobRetention.Keep(5000, TimeSpan.FromDays(7));

    /// <summary>The wait before a further attempt for backoff types other than fixed and exponential; null from it means no further attempt.</summary>
    public Func<BackoffRequest, ValueTask<TimeSpan?>>? BackoffStrategy { get; init; }

    /// <summary>How long one attempt may take before its token is fired; null for no limit.</summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>How long <see cref="Worker.StopAsync"/> lets running jobs finish before it fires their tokens.</summary>
    /// <value>Default: 25 seconds.</value>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether this worker leaves stalled checks to others.</summary>
    public bool SkipStalledCheck { get; init; }

    /// <summary>
    /// Whether jobs running here can be cancelled from elsewhere, by <see cref="QueueMaintenance.CancelRunningAsync"/>. It costs the worker one
    /// more socket, on which it reads the queue's events.
    /// </summary>
    public bool HearCancellations { get; init; }

    /// <summary>Whether locks are left to run out; only for jobs far shorter than <see cref="LockDuration"/>.</summary>
    public bool SkipLockRenewal { get; init; }

    /// <summary>How data, progress and return values become JSON.</summary>
    /// <value>Default: camelCase as Node users expect, non-ASCII text left readable.</value>
    public JsonSerializerOptions Json { get; init; } = QueueJson.Default;

    /// <summary>Called as things happen; see <see cref="WorkerEvents"/>.</summary>
    public WorkerEvents Events { get; init; } = new();

    /// <summary>Throws where a value is outside its range.</summary>
    /// <exception cref="ArgumentException">Lists every fault with the value found and what is allowed.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(Concurrency >= 1, nameof(Concurrency), Concurrency, "1 or more");
        Check(LockDuration >= TimeSpan.FromMilliseconds(100), nameof(LockDuration), LockDuration, "100 ms or more");
        Check(LockRenewTime is null || (LockRenewTime > TimeSpan.Zero && LockRenewTime < LockDuration), nameof(LockRenewTime), LockRenewTime, "more than zero and less than LockDuration");
        Check(StalledInterval > TimeSpan.Zero, nameof(StalledInterval), StalledInterval, "more than zero");
        Check(MaxStalledCount >= 0, nameof(MaxStalledCount), MaxStalledCount, "0 or more");
        Check(MaxStartedAttempts is null or >= 0, nameof(MaxStartedAttempts), MaxStartedAttempts, "0 or more");
        Check(DrainDelay > TimeSpan.Zero, nameof(DrainDelay), DrainDelay, "more than zero");
        Check(Limiter is null or { Max: >= 1, Duration.Ticks: > 0 }, nameof(Limiter), Limiter, "Max of 1 or more and a Duration of more than zero");
        Check(MaximumRateLimitDelay > TimeSpan.Zero, nameof(MaximumRateLimitDelay), MaximumRateLimitDelay, "more than zero");
        Check(MetricsDataPoints is null or >= 1, nameof(MetricsDataPoints), MetricsDataPoints, "1 or more");
        Check(JobTimeout is null || JobTimeout > TimeSpan.Zero, nameof(JobTimeout), JobTimeout, "more than zero");
        Check(ShutdownTimeout >= TimeSpan.Zero, nameof(ShutdownTimeout), ShutdownTimeout, "zero or more");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults));
        }

        void Check(bool sound, string option, object? found, string allowed)
        {
            if (!sound)
            {
                faults.Add($"WorkerOptions.{option} is {found}; allowed is {allowed}.");
            }
        }
    }
}
