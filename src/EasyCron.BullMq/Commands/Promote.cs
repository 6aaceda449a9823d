using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Makes a delayed job run now.</summary>
internal static class Promote
{
    private static readonly LuaCommand Script = LuaLibrary.Get("promote-9");

    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, CancellationToken cancellationToken)
    {
        RedisKey[] all =
        [
            keys.Delayed, keys.Wait, keys.Paused, keys.Meta, keys.Prioritized, keys.Active, keys.PriorityCounter, keys.Events, keys.Marker,
        ];
        var reply = await lua.RunAsync(Script, all, [keys.BaseArgument, jobId], cancellationToken).ConfigureAwait(false);
        reply.NumberOrThrow(Script, jobId, "delayed");
    }
}
