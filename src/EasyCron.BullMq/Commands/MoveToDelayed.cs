using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Puts an active job off and, where asked, takes the next one in the same call.</summary>
internal static class MoveToDelayed
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveToDelayed-11");

    /// <param name="delay">Rounded up to whole milliseconds, as the due time goes into the event that Node reads.</param>
    /// <param name="countAttempt">Whether the try just made counts as an attempt.</param>
    /// <param name="fields">Packed field and value pairs to write into the job's hash; null for none.</param>
    public static async Task<NextJob> RunAsync(
        LuaRunner lua, QueueKeys keys, string jobId, string token, TimeSpan delay, bool countAttempt, byte[]? fields, FetchTerms terms, bool fetchNext, long now,
        CancellationToken cancellationToken)
    {
        RedisKey[] all =
        [
            keys.Marker, keys.Active, keys.Prioritized, keys.Delayed, keys.Job(jobId), keys.Events, keys.Meta, keys.Stalled, keys.Wait, keys.Limiter,
            keys.PriorityCounter,
        ];
        RedisValue[] arguments =
        [
            keys.BaseArgument, now, jobId, token, (long)Math.Ceiling(delay.TotalMilliseconds), countAttempt ? "0" : "1", fields ?? RedisValue.EmptyString,
            fetchNext ? "1" : "0", fetchNext ? terms.Pack(token) : RedisValue.EmptyString,
        ];
        var reply = await lua.RunAsync(Script, all, arguments, cancellationToken).ConfigureAwait(false);
        return !RedisReply.IsArray(reply) && RedisReply.Number(reply) is < 0 and var code
            ? throw ScriptError.For(code, jobId, Script.Name)
            : NextJob.Read(reply);
    }
}
