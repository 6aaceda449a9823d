namespace EasyCron.BullMq;

/// <summary>Keys that belong together lie in different slots of a Redis Cluster, where no command can touch them together.</summary>
public sealed class ClusterSlotException(string message) : QueueException(message);
