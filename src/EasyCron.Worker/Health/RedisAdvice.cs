using EasyCron.BullMq;

namespace EasyCron.Worker.Health;

/// <summary>Says what an operator should do about a fault of Redis. The worker itself tries again in every case.</summary>
internal static class RedisAdvice
{
    // By the first word of Redis' error replies.
    private static readonly Dictionary<string, string> Refusals = new(StringComparer.Ordinal)
    {
        ["READONLY"] = "it is a replica: point REDIS_URL at the primary, or wait for the failover to end",
        ["LOADING"] = "it is loading its data from disk: it will answer when it is done",
        ["OOM"] = "its memory is full: raise maxmemory, or lower KEEP_COMPLETED_COUNT and KEEP_FAILED_COUNT",
        ["MISCONF"] = "it cannot save to disk and therefore refuses writes: look at its disk and its log",
        ["NOAUTH"] = "it asks for a password: put it into REDIS_URL or REDIS_PASSWORD",
        ["WRONGPASS"] = "it does not know the user and password in REDIS_URL or REDIS_PASSWORD",
        ["NOPERM"] = "its user may not run what BullMQ needs: allow all commands on the queue's keys",
        ["MASTERDOWN"] = "it is a replica without its primary: point REDIS_URL at the primary, or wait for the failover to end",
        ["CLUSTERDOWN"] = "the cluster has slots that nobody serves: bring its nodes back",
        ["CROSSSLOT"] = "it is a cluster: give BULLMQ_PREFIX a hash tag, such as {bull}",
        ["BUSY"] = "a script keeps it from answering: SCRIPT KILL ends it",
    };

    /// <summary>Describes a fault and what to do, to follow the word "Redis".</summary>
    public static string Of(Exception fault) => fault switch
    {
        TimeoutException => "does not answer in time: the network to it may be cut, or it is overloaded",
        RedisRefusedException refused when Refusals.TryGetValue(refused.Code, out var advice) => $"answers {refused.Code}: {advice}",
        QueueUnavailableException => $"is not reachable ({fault.Message.TrimEnd('.')}): check REDIS_URL, and that the server runs",
        _ => $"answers {fault.Message}",
    };
}
