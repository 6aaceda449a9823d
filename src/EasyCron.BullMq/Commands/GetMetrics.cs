using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Reads how many jobs finished in each minute.</summary>
internal static class GetMetrics
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getMetrics-2");

    /// <param name="failed">Of failed jobs rather than of completed ones.</param>
    public static async Task<QueueMetrics> RunAsync(LuaRunner lua, QueueKeys keys, bool failed, long start, long end, CancellationToken cancellationToken)
    {
        var key = failed ? keys.MetricsFailed : keys.MetricsCompleted;
        var reply = RedisReply.Items(await lua.RunAsync(Script, [key, key.Append(":data")], [start, end], cancellationToken).ConfigureAwait(false));
        var totals = RedisReply.Items(reply[0]);
        var lastMinute = RedisReply.Number(totals[1]);
        return new QueueMetrics(
            RedisReply.Number(totals[0]),
            lastMinute == 0 ? null : UnixTime.FromMilliseconds(lastMinute),
            [.. RedisReply.Items(reply[1]).Select(RedisReply.Number)],
            RedisReply.Number(reply[2]));
    }
}
