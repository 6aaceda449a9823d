using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Stores a job's progress and announces it.</summary>
internal static class UpdateProgress
{
    private static readonly LuaCommand Script = LuaLibrary.Get("updateProgress-3");

    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, byte[] json, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(Script, [keys.Job(jobId), keys.Events, keys.Meta], [jobId, json], cancellationToken).ConfigureAwait(false);
        if (RedisReply.Number(reply) is < 0 and var code)
        {
            throw ScriptError.For(code, jobId, Script.Name);
        }
    }
}
