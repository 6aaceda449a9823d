namespace EasyCron.BullMq.Jobs;

/// <summary>A job's key, <c>prefix:queue:id</c>, as flows store it.</summary>
internal static class JobKey
{
    private const string Scheduled = ":repeat:";

    /// <summary>The keys a job has beside its hash.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["logs", "dependencies", "processed", "failed", "unsuccessful", "lock"];

    /// <summary>
    /// Splits a key as Node's client does: what follows the last colon is the id. The jobs of schedulers, whose ids are
    /// <c>repeat:scheduler:time</c>, are known by their form.
    /// </summary>
    /// <returns>False when the text is no job's key.</returns>
    public static bool TrySplit(string key, out string prefix, out string queue, out string id)
    {
        var idStart = ScheduledIdStart(key) ?? key.LastIndexOf(':') + 1;
        var queueStart = idStart < 2 ? 0 : key.LastIndexOf(':', idStart - 2) + 1;
        (prefix, queue, id) = queueStart < 1 ? ("", "", "") : (key[..(queueStart - 1)], key[queueStart..(idStart - 1)], key[idStart..]);
        return queue.Length > 0;
    }

    private static int? ScheduledIdStart(string key)
    {
        var at = key.IndexOf(Scheduled, StringComparison.Ordinal);
        var timeStart = key.LastIndexOf(':') + 1;
        var hasQueue = at > 0 && key.LastIndexOf(':', at - 1) >= 0;
        return hasQueue && timeStart > at + Scheduled.Length && key.AsSpan(timeStart).IndexOfAnyExceptInRange('0', '9') < 0 ? at + 1 : null;
    }
}
