using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Tells whether and how a job ended.</summary>
internal static class IsFinished
{
    private static readonly LuaCommand Script = LuaLibrary.Get("isFinished-3");

    /// <returns>Null while it has not ended.</returns>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public static async Task<JobEnd?> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Items(await lua.RunAsync(Script, [keys.Completed, keys.Failed, keys.Job(jobId)], [jobId, "1"], cancellationToken).ConfigureAwait(false));
        return RedisReply.Number(reply[0]) switch
        {
            0 => null,
            1 => JobEnd.Completed(reply.Length > 1 ? RedisReply.Bytes(reply[1]) : []),
            2 => JobEnd.Failed(reply.Length > 1 ? RedisReply.Text(reply[1]) ?? "" : ""),
            var code => throw ScriptError.For(code, jobId, Script.Name),
        };
    }
}
