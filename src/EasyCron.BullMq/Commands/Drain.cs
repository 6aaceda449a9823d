using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes all jobs that wait, but those that job schedulers live by.</summary>
internal static class Drain
{
    private static readonly LuaCommand Script = LuaLibrary.Get("drain-5");

    public static Task RunAsync(LuaRunner lua, QueueKeys keys, bool delayedToo, CancellationToken cancellationToken)
    {
        return lua.RunAsync(
            Script, [keys.Wait, keys.Paused, keys.Delayed, keys.Prioritized, keys.Repeat], [keys.BaseArgument, delayedToo ? "1" : "0"], cancellationToken);
    }
}
