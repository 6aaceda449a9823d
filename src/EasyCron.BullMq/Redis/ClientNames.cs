using System.Text;

namespace EasyCron.BullMq.Redis;

/// <summary>The names under which BullMQ's <c>getWorkers</c> and <c>getQueueEvents</c> look for sockets in <c>CLIENT LIST</c>.</summary>
internal static class ClientNames
{
    public static string Worker(QueueName queue, string? workerName) =>
        string.IsNullOrEmpty(workerName) ? Of(queue) : $"{Of(queue)}:w:{Printable(workerName)}";

    public static string QueueEvents(QueueName queue) => Of(queue) + ":qe";

    private static string Of(QueueName queue) => $"{queue.Prefix}:{Convert.ToBase64String(Encoding.UTF8.GetBytes(queue.Name))}";

    /// <summary>Redis refuses blanks and control characters in a client's name.</summary>
    private static string Printable(string name) => new([.. name.Select(c => c is > ' ' and < (char)127 ? c : '-')]);
}
