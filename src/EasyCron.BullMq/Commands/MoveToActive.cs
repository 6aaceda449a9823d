using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Takes the next job and locks it.</summary>
internal static class MoveToActive
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveToActive-11");

    public static RedisKey[] Keys(QueueKeys keys) =>
    [
        keys.Wait, keys.Active, keys.Prioritized, keys.Events, keys.Stalled, keys.Limiter, keys.Delayed, keys.Paused, keys.Meta,
        keys.PriorityCounter, keys.Marker,
    ];

    public static async Task<NextJob> RunAsync(LuaRunner lua, QueueKeys keys, string token, FetchTerms terms, long now, CancellationToken cancellationToken) =>
        NextJob.Read(await lua.RunAsync(Script, Keys(keys), [keys.BaseArgument, now, terms.Pack(token)], cancellationToken).ConfigureAwait(false));
}
