using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Tells how long a queue is rate limited.</summary>
internal static class GetRateLimitTtl
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getRateLimitTtl-2");

    /// <param name="max">How many jobs a worker may start in a window; 0 for the queue's own limit.</param>
    /// <returns>Milliseconds; 0 while the limit is not reached, -2 where there is none.</returns>
    public static async Task<long> RunAsync(LuaRunner lua, QueueKeys keys, int max, CancellationToken cancellationToken) => RedisReply.Number(
        await lua.RunAsync(Script, [keys.Limiter, keys.Meta], [max], cancellationToken).ConfigureAwait(false));
}
