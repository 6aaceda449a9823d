using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Pauses or resumes a queue for all its workers.</summary>
internal static class Pause
{
    private static readonly LuaCommand Script = LuaLibrary.Get("pause-7");

    /// <param name="paused">True to pause, false to resume.</param>
    /// <param name="announce">Whether the queue's event stream hears of it.</param>
    /// <returns>How many jobs of a legacy paused list are still to be moved; call again until it is 0.</returns>
    public static async Task<long> RunAsync(LuaRunner lua, QueueKeys keys, bool paused, bool announce, CancellationToken cancellationToken)
    {
        RedisKey[] all = paused
            ? [keys.Wait, keys.Paused, keys.Meta, keys.Prioritized, keys.Events, keys.Delayed, keys.Marker]
            : [keys.Paused, keys.Wait, keys.Meta, keys.Prioritized, keys.Events, keys.Delayed, keys.Marker];
        var reply = await lua.RunAsync(Script, all, [paused ? "paused" : "resumed", announce ? "1" : "0"], cancellationToken).ConfigureAwait(false);
        return RedisReply.Number(reply);
    }
}
