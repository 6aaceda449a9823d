using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Puts a failed attempt's job straight back in line.</summary>
internal static class RetryJob
{
    private static readonly LuaCommand Script = LuaLibrary.Get("retryJob-11");

    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, string token, bool lifo, byte[]? fields, long now, CancellationToken cancellationToken)
    {
        RedisKey[] all =
        [
            keys.Active, keys.Wait, keys.Paused, keys.Job(jobId), keys.Meta, keys.Events, keys.Delayed, keys.Prioritized, keys.PriorityCounter, keys.Marker,
            keys.Stalled,
        ];
        RedisValue[] arguments = [keys.BaseArgument, now, lifo ? "RPUSH" : "LPUSH", jobId, token, fields ?? RedisValue.EmptyString];
        var reply = await lua.RunAsync(Script, all, arguments, cancellationToken).ConfigureAwait(false);
        if (RedisReply.Number(reply) is < 0 and var code)
        {
            throw ScriptError.For(code, jobId, Script.Name);
        }
    }
}
