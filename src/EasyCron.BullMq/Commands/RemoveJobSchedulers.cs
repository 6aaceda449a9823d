using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Removes many job schedulers and their delayed jobs.</summary>
internal static class RemoveJobSchedulers
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeJobSchedulers-3");

    /// <returns>How many there were.</returns>
    public static async Task<int> RunAsync(LuaRunner lua, QueueKeys keys, IEnumerable<string> schedulerIds, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [keys.BaseArgument, .. schedulerIds.Select(id => (RedisValue)id)];
        return (int)RedisReply.Number(await lua.RunAsync(Script, [keys.Repeat, keys.Delayed, keys.Events], arguments, cancellationToken).ConfigureAwait(false));
    }
}
