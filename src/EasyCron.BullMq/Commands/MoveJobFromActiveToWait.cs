using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Gives an active job back to the front of the line without counting an attempt.</summary>
internal static class MoveJobFromActiveToWait
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveJobFromActiveToWait-9");

    /// <returns>Milliseconds the queue stays rate limited, 0 when it is not.</returns>
    public static async Task<long> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, string token, CancellationToken cancellationToken)
    {
        var job = keys.Job(jobId);
        var reply = await lua.RunAsync(
            Script,
            [keys.Active, keys.Wait, keys.Stalled, keys.Paused, keys.Meta, keys.Limiter, keys.Prioritized, keys.Marker, keys.Events],
            [jobId, token, (string)job!],
            cancellationToken).ConfigureAwait(false);
        return RedisReply.Number(reply) is var number && number < 0 ? throw ScriptError.For(number, jobId, Script.Name) : number;
    }
}
