using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes jobs of one state that are older than a time.</summary>
internal static class CleanJobsInSet
{
    private static readonly LuaCommand Script = LuaLibrary.Get("cleanJobsInSet-3");

    /// <param name="until">Jobs of this time (milliseconds) and before go.</param>
    /// <param name="limit">At most so many.</param>
    /// <returns>The ids of the deleted jobs.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(LuaRunner lua, QueueKeys keys, JobState state, long until, long limit, CancellationToken cancellationToken)
    {
        var suffix = JobStateNames.Suffix(state);
        var reply = await lua.RunAsync(
            Script, [keys.Base + suffix, keys.Events, keys.Repeat], [keys.BaseArgument, until, limit, suffix], cancellationToken).ConfigureAwait(false);
        return RedisReply.Texts(reply);
    }
}
