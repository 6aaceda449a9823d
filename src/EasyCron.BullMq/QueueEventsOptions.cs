using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>How a queue's events are read.</summary>
public sealed record QueueEventsOptions
{
    /// <summary>The queue's key prefix.</summary>
    /// <value>Default: <c>bull</c>.</value>
    public string Prefix { get; init; } = QueueName.DefaultPrefix;

    /// <summary>How long one wait for an event lasts in the server; events are told at once in any case.</summary>
    /// <value>Default: 10 seconds, as BullMQ's. At least 1 millisecond.</value>
    public TimeSpan ReadWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How return values are read from JSON.</summary>
    /// <value>Default: camelCase as Node users expect.</value>
    public JsonSerializerOptions Json { get; init; } = QueueJson.Default;
}
