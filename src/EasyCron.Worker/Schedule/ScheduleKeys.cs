using EasyCron.BullMq;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// The keys in Redis that are the keeper's own. They stand beside the queue's, not among them, where clients of BullMQ would take them for jobs; and
/// under the same prefix, whose hash tag keeps them on one node of a cluster.
/// </summary>
internal static class ScheduleKeys
{
    /// <summary>Spells a key.</summary>
    public static string Of(QueueName queue, string what) => $"{queue.Prefix}:easycron:{queue.Name}:{what}";
}
