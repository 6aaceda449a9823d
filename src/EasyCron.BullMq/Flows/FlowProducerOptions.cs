using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>How a <see cref="FlowProducer"/> adds jobs.</summary>
public sealed record FlowProducerOptions
{
    /// <summary>The key prefix of queues that name none.</summary>
    /// <value>Default: <c>bull</c>.</value>
    public string Prefix { get; init; } = QueueName.DefaultPrefix;

    /// <summary>What jobs get that say nothing of options, by the name of their queue.</summary>
    public IReadOnlyDictionary<string, JobOptions> DefaultJobOptions { get; init; } = new Dictionary<string, JobOptions>();

    /// <summary>How data becomes JSON.</summary>
    /// <value>Default: camelCase as Node users expect, non-ASCII text left readable.</value>
    public JsonSerializerOptions Json { get; init; } = QueueJson.Default;
}
