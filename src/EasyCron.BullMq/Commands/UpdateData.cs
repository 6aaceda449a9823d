using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Replaces a job's data.</summary>
internal static class UpdateData
{
    private static readonly LuaCommand Script = LuaLibrary.Get("updateData-1");

    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, byte[] json, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(Script, [keys.Job(jobId)], [json], cancellationToken).ConfigureAwait(false);
        if (RedisReply.Number(reply) is < 0 and var code)
        {
            throw ScriptError.For(code, jobId, Script.Name);
        }
    }
}
