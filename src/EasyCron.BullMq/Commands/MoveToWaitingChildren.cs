using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Parks an active job until its children, or one of them, are done.</summary>
internal static class MoveToWaitingChildren
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveToWaitingChildren-7");

    /// <param name="childKey">The child to wait for; empty for any.</param>
    /// <returns>Whether it was parked; false when there is nothing to wait for.</returns>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, string token, string childKey, long now, CancellationToken cancellationToken)
    {
        RedisKey[] all =
        [
            keys.Active, keys.WaitingChildren, keys.Job(jobId), keys.OfJob(jobId, "dependencies"), keys.OfJob(jobId, "unsuccessful"), keys.Stalled, keys.Events,
        ];
        var reply = await lua.RunAsync(Script, all, [token, childKey, now, jobId, keys.BaseArgument], cancellationToken).ConfigureAwait(false);
        return reply.NumberOrThrow(Script, jobId) == 0;
    }
}
