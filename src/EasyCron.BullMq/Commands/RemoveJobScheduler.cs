using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Removes a job scheduler and its delayed job.</summary>
internal static class RemoveJobScheduler
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeJobScheduler-3");

    /// <returns>Whether there was such a scheduler.</returns>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, string schedulerId, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(Script, [keys.Repeat, keys.Delayed, keys.Events], [schedulerId, keys.BaseArgument], cancellationToken).ConfigureAwait(false);
        return RedisReply.Number(reply) == 0;
    }
}
