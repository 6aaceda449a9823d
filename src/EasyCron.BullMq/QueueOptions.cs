using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>How a queue adds jobs.</summary>
public sealed record QueueOptions
{
    /// <summary>The queue's key prefix.</summary>
    /// <value>Default: <c>bull</c>.</value>
    public string Prefix { get; init; } = QueueName.DefaultPrefix;

    /// <summary>What a job gets when the caller of an add says nothing at all about options.</summary>
    public JobOptions DefaultJobOptions { get; init; } = JobOptions.Default;

    /// <summary>How data becomes JSON.</summary>
    /// <value>Default: camelCase as Node users expect, non-ASCII text left readable.</value>
    public JsonSerializerOptions Json { get; init; } = QueueJson.Default;
}
