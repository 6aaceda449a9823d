using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Tells whether as many jobs run as the queue's global concurrency allows.</summary>
internal static class IsMaxed
{
    private static readonly LuaCommand Script = LuaLibrary.Get("isMaxed-2");

    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, CancellationToken cancellationToken) =>
        RedisReply.Number(await lua.RunAsync(Script, [keys.Meta, keys.Active], [], cancellationToken).ConfigureAwait(false)) == 1;
}
