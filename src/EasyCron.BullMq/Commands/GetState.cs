using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Says which list or set holds a job.</summary>
internal static class GetState
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getStateV2-8");

    public static async Task<JobState> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script,
            [keys.Completed, keys.Failed, keys.Delayed, keys.Active, keys.Wait, keys.Paused, keys.WaitingChildren, keys.Prioritized],
            [jobId],
            cancellationToken).ConfigureAwait(false);
        return JobStateNames.Parse(RedisReply.Text(reply));
    }
}
