using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Counts the waiting jobs of some priorities.</summary>
internal static class GetCountsPerPriority
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getCountsPerPriority-2");

    /// <returns>One number per priority, in the order asked.</returns>
    public static async Task<IReadOnlyList<long>> RunAsync(LuaRunner lua, QueueKeys keys, IReadOnlyList<int> priorities, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script, [keys.Wait, keys.Prioritized], [.. priorities.Select(priority => (RedisValue)priority)], cancellationToken).ConfigureAwait(false);
        return [.. RedisReply.Items(reply).Select(RedisReply.Number)];
    }
}
