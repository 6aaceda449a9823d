using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes those of some candidates that are in no state of the queue.</summary>
internal static class RemoveOrphanedJobs
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeOrphanedJobs-1");

    private static readonly RedisValue[] States =
    [
        "wait", "paused", "active", "prioritized", "delayed", "waiting-children", "completed", "failed", "stalled", "repeat",
    ];

    /// <returns>How many were deleted.</returns>
    public static async Task<long> RunAsync(LuaRunner lua, QueueKeys keys, IReadOnlyList<string> candidates, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            States.Length, .. States, JobKey.Parts.Count, .. JobKey.Parts.Select(part => (RedisValue)part), .. candidates.Select(id => (RedisValue)id),
        ];
        return RedisReply.Number(await lua.RunAsync(Script, [keys.Base], arguments, cancellationToken).ConfigureAwait(false));
    }
}
