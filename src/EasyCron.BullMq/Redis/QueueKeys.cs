namespace EasyCron.BullMq.Redis;

/// <summary>Every key name of one queue, spelled once.</summary>
internal sealed class QueueKeys(QueueName name)
{
    /// <summary>The queue these keys belong to.</summary>
    public QueueName Queue { get; } = name;

    /// <summary><c>prefix:queue:</c> with the trailing colon, as scripts take it.</summary>
    public string Base { get; } = name.Qualified + ":";

    /// <summary><see cref="Base"/> as an argument, encoded once.</summary>
    public RedisValue BaseArgument { get; } = System.Text.Encoding.UTF8.GetBytes(name.Qualified + ":");

    public RedisKey Id { get; } = Key(name, "id");
    public RedisKey Wait { get; } = Key(name, "wait");
    public RedisKey Paused { get; } = Key(name, "paused");
    public RedisKey Active { get; } = Key(name, "active");
    public RedisKey Prioritized { get; } = Key(name, "prioritized");
    public RedisKey Delayed { get; } = Key(name, "delayed");
    public RedisKey WaitingChildren { get; } = Key(name, "waiting-children");
    public RedisKey Completed { get; } = Key(name, "completed");
    public RedisKey Failed { get; } = Key(name, "failed");
    public RedisKey PriorityCounter { get; } = Key(name, "pc");
    public RedisKey Marker { get; } = Key(name, "marker");
    public RedisKey Meta { get; } = Key(name, "meta");

    /// <summary>The KEYS of our own commands, which derive all others from the prefix.</summary>
    public RedisKey[] MetaOnly { get; } = [Key(name, "meta")];

    public RedisKey Events { get; } = Key(name, "events");
    public RedisKey Stalled { get; } = Key(name, "stalled");
    public RedisKey StalledCheck { get; } = Key(name, "stalled-check");
    public RedisKey Limiter { get; } = Key(name, "limiter");
    public RedisKey Repeat { get; } = Key(name, "repeat");
    public RedisKey MetricsCompleted { get; } = Key(name, "metrics:completed");
    public RedisKey MetricsFailed { get; } = Key(name, "metrics:failed");

    /// <summary>The hash of a job.</summary>
    public RedisKey Job(string id) => Base + id;

    /// <summary>One of a job's side keys: lock, logs, dependencies, processed, failed, unsuccessful.</summary>
    public RedisKey OfJob(string id, string part) => Base + id + ":" + part;

    /// <summary>The hash of a job scheduler.</summary>
    public RedisKey Scheduler(string schedulerId) => Base + "repeat:" + schedulerId;

    /// <summary>The key that names the owner of a deduplication id.</summary>
    public string DeduplicationOwner(string deduplicationId) => Base + "de:" + deduplicationId;

    private static RedisKey Key(QueueName name, string suffix) => System.Text.Encoding.UTF8.GetBytes(name.Qualified + ":" + suffix);
}
