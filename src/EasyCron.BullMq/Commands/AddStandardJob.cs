using EasyCron.BullMq.Redis;
using StackExchange.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Adds a job to the line.</summary>
internal static class AddStandardJob
{
    public static readonly LuaCommand Script = LuaLibrary.Get("addStandardJob-9");

    public static RedisKey[] Keys(QueueKeys keys) =>
        [keys.Wait, keys.Paused, keys.Meta, keys.Id, keys.Completed, keys.Delayed, keys.Active, keys.Events, keys.Marker];

    /// <returns>The job's id, an existing one's where the add was a duplicate.</returns>
    public static async Task<string> RunAsync(LuaRunner lua, QueueKeys keys, NewJob job, CancellationToken cancellationToken) =>
        job.ReadId(await lua.RunAsync(Script, Keys(keys), job.Arguments(keys), cancellationToken).ConfigureAwait(false), Script.Name);
}
