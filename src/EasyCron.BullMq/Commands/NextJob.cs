using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>The answer that fetching and finishing share: a job, or why there is none.</summary>
/// <param name="Job">The job now locked by the caller; null when there is none.</param>
/// <param name="LimitDelay">Milliseconds until the rate limit lets the next job through; 0 when it does now.</param>
/// <param name="DelayUntil">When the earliest delayed job is due, milliseconds; 0 when none is known.</param>
internal readonly record struct NextJob(JobRecord? Job, long LimitDelay, long DelayUntil)
{
    public static NextJob None => default;

    /// <summary>Reads <c>[fields, id, limitDelay, delayUntil]</c>; a scalar means nothing was fetched.</summary>
    public static NextJob Read(RedisResult reply)
    {
        if (!RedisReply.IsArray(reply))
        {
            return None;
        }

        var items = RedisReply.Items(reply);
        if (items.Length < 4)
        {
            return None;
        }

        var job = RedisReply.IsArray(items[0]) && RedisReply.Text(items[1]) is { } id ? JobHash.Read(id, RedisReply.Items(items[0])) : null;
        return new NextJob(job, RedisReply.Number(items[2]), RedisReply.Number(items[3]));
    }
}
