using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Lets a finished job run again.</summary>
internal static class ReprocessJob
{
    private static readonly LuaCommand Script = LuaLibrary.Get("reprocessJob-9");

    /// <param name="from">Failed or completed.</param>
    /// <param name="first">Whether it runs next rather than after the waiting jobs.</param>
    public static async Task RunAsync(
        LuaRunner lua, QueueKeys keys, string jobId, JobState from, bool first, bool resetAttemptsMade, bool resetAttemptsStarted, CancellationToken cancellationToken)
    {
        var state = JobStateNames.Suffix(from);
        RedisKey[] all =
        [
            keys.Job(jobId), keys.Events, keys.Base + state, keys.Wait, keys.Meta, keys.Active, keys.Marker, keys.Prioritized, keys.PriorityCounter,
        ];
        RedisValue[] arguments =
        [
            jobId, first ? "RPUSH" : "LPUSH", from == JobState.Failed ? "failedReason" : "returnvalue", state, resetAttemptsMade ? "1" : "0", resetAttemptsStarted ? "1" : "0",
        ];
        var reply = await lua.RunAsync(Script, all, arguments, cancellationToken).ConfigureAwait(false);
        reply.NumberOrThrow(Script, jobId, state);
    }
}
