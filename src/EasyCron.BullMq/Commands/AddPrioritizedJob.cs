using EasyCron.BullMq.Redis;
using StackExchange.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Adds a job that waits by priority.</summary>
internal static class AddPrioritizedJob
{
    public static readonly LuaCommand Script = LuaLibrary.Get("addPrioritizedJob-9");

    public static RedisKey[] Keys(QueueKeys keys) =>
        [keys.Marker, keys.Meta, keys.Id, keys.Prioritized, keys.Delayed, keys.Completed, keys.Active, keys.Events, keys.PriorityCounter];

    /// <returns>The job's id, an existing one's where the add was a duplicate.</returns>
    public static async Task<string> RunAsync(LuaRunner lua, QueueKeys keys, NewJob job, CancellationToken cancellationToken) =>
        job.ReadId(await lua.RunAsync(Script, Keys(keys), job.Arguments(keys), cancellationToken).ConfigureAwait(false), Script.Name);
}
