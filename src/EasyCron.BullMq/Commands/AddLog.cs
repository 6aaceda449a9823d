using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Appends a row to a job's log.</summary>
internal static class AddLog
{
    private static readonly LuaCommand Script = LuaLibrary.Get("addLog-2");

    /// <param name="keep">How many of the newest rows stay; null for all.</param>
    /// <returns>How many rows there are now.</returns>
    public static async Task<long> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, string row, int? keep, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script, [keys.Job(jobId), keys.OfJob(jobId, "logs")], [jobId, row, keep is > 0 ? keep.Value : RedisValue.EmptyString], cancellationToken).ConfigureAwait(false);
        return RedisReply.Number(reply) is var number && number < 0 ? throw ScriptError.For(number, jobId, Script.Name) : number;
    }
}
