using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Returns jobs whose worker died to the line; at most once per interval over the whole fleet.</summary>
internal static class MoveStalledJobsToWait
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveStalledJobsToWait-9");

    /// <returns>The ids that were returned.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        LuaRunner lua, QueueKeys keys, int maxStalledCount, TimeSpan interval, long now, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script,
            [keys.Stalled, keys.Wait, keys.Active, keys.StalledCheck, keys.Meta, keys.Paused, keys.Marker, keys.Events, keys.Repeat],
            [maxStalledCount, keys.BaseArgument, now, (long)interval.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false);
        return [.. RedisReply.Items(reply).Select(item => RedisReply.Text(item) ?? "")];
    }
}
