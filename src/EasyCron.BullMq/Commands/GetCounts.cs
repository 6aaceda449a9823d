using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Counts the jobs of some states.</summary>
internal static class GetCounts
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getCounts-1");

    /// <returns>One number per state, in the order asked.</returns>
    public static async Task<IReadOnlyList<long>> RunAsync(LuaRunner lua, QueueKeys keys, IReadOnlyList<JobState> states, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[states.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = JobStateNames.Suffix(states[i]);
        }

        var reply = await lua.RunAsync(Script, [keys.Base], arguments, cancellationToken).ConfigureAwait(false);
        return [.. RedisReply.Items(reply).Select(RedisReply.Number)];
    }
}
