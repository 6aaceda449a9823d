using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Changes when a delayed job is due.</summary>
internal static class ChangeDelay
{
    private static readonly LuaCommand Script = LuaLibrary.Get("changeDelay-4");

    /// <param name="delay">Counted from <paramref name="now"/>.</param>
    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, TimeSpan delay, long now, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [JobOptionsPacker.Milliseconds(delay), now, jobId, keys.Job(jobId).ToString()];
        var reply = await lua.RunAsync(Script, [keys.Delayed, keys.Meta, keys.Marker, keys.Events], arguments, cancellationToken).ConfigureAwait(false);
        reply.NumberOrThrow(Script, jobId, "delayed");
    }
}
