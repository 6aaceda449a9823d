using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Lets many finished jobs run again, or many delayed ones run now, oldest first.</summary>
internal static class MoveJobsToWait
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveJobsToWait-8");

    /// <param name="from">Failed, completed or delayed.</param>
    /// <param name="until">Finished at this time (milliseconds) or before; for delayed jobs the greatest number there is.</param>
    /// <returns>Whether there may be more.</returns>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, JobState from, long count, double until, CancellationToken cancellationToken)
    {
        var suffix = JobStateNames.Suffix(from);
        RedisKey[] all = [keys.Base, keys.Events, keys.Base + suffix, keys.Wait, keys.Paused, keys.Meta, keys.Active, keys.Marker];
        return RedisReply.Number(await lua.RunAsync(Script, all, [count, until, suffix], cancellationToken).ConfigureAwait(false)) == 1;
    }
}
