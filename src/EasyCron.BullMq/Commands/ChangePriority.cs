using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Changes a job's priority, and its place in line where it waits.</summary>
internal static class ChangePriority
{
    private static readonly LuaCommand Script = LuaLibrary.Get("changePriority-7");

    /// <param name="first">Whether it runs before its equals rather than after them.</param>
    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, int priority, bool first, CancellationToken cancellationToken)
    {
        RedisKey[] all = [keys.Wait, keys.Paused, keys.Meta, keys.Prioritized, keys.Active, keys.PriorityCounter, keys.Marker];
        var reply = await lua.RunAsync(Script, all, [priority, keys.BaseArgument, jobId, first ? 1 : 0], cancellationToken).ConfigureAwait(false);
        reply.NumberOrThrow(Script, jobId);
    }
}
