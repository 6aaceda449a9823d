using EasyCron.BullMq;

namespace EasyCron.Worker.Health;

/// <summary>Says what an operator should do about a fault of Redis. The worker itself tries again in every case.</summary>
internal static class RedisAdvice
{
    // The first word of Redis' error replies.
    private static readonly (string Code, string Advice)[] Refusals =
    [
        ("READONLY", "it is a replica: point REDIS_URL at the primary, or wait for the failover to end"),
        ("LOADING", "it is loading its data from disk: it will answer when it is done"),
        ("OOM", "its memory is full: raise maxmemory, or lower KEEP_COMPLETED_COUNT and KEEP_FAILED_COUNT"),
        ("MISCONF", "it cannot save to disk and therefore refuses writes: look at its disk and its log"),
        ("NOAUTH", "it asks for a password: put it into REDIS_URL or REDIS_PASSWORD"),
        ("WRONGPASS", "the password in REDIS_URL or REDIS_PASSWORD is not its own"),
        ("NOPERM", "its user may not run what BullMQ needs: allow all commands on the queue's keys"),
        ("MASTERDOWN", "it is a replica without its primary: point REDIS_URL at the primary, or wait for the failover to end"),
        ("CLUSTERDOWN", "the cluster has slots that nobody serves: bring its nodes back"),
        ("CROSSSLOT", "it is a cluster: give BULLMQ_PREFIX a hash tag, such as {bull}"),
        ("BUSY", "a script keeps it from answering: SCRIPT KILL ends it"),
    ];

    /// <summary>Describes a fault and what to do.</summary>
    public static string Of(Exception fault)
    {
        var message = fault.GetBaseException().Message is { Length: > 0 } inner && fault is not QueueException ? inner : fault.Message;
        if (fault is TimeoutException)
        {
            return "does not answer in time: the network to it may be cut, or it is overloaded";
        }

        foreach (var (code, advice) in Refusals)
        {
            if (message.Contains(code, StringComparison.Ordinal))
            {
                return $"answers {code}: {advice}";
            }
        }

        return fault is QueueUnavailableException ? $"is not reachable ({message.TrimEnd('.')}): check REDIS_URL, and that the server runs" : message;
    }
}
