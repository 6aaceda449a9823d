using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Ends a deduplication if a job owns it.</summary>
internal static class RemoveDeduplicationKey
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeDeduplicationKey-1");

    /// <returns>Whether it did.</returns>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, string deduplicationId, string jobId, CancellationToken cancellationToken) => RedisReply.Number(
        await lua.RunAsync(Script, [keys.DeduplicationOwner(deduplicationId)], [jobId], cancellationToken).ConfigureAwait(false)) == 1;
}
