using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Renews the locks of many jobs.</summary>
internal static class ExtendLocks
{
    private static readonly LuaCommand Script = LuaLibrary.Get("extendLocks-1");

    /// <returns>The ids whose lock is missing or somebody else's.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        LuaRunner lua, QueueKeys keys, IReadOnlyList<(string JobId, string Token)> jobs, TimeSpan lockDuration, CancellationToken cancellationToken)
    {
        RedisValue tokens = Pack(jobs, static job => job.Token);
        RedisValue ids = Pack(jobs, static job => job.JobId);
        var reply = await lua.RunAsync(
            Script, [keys.Stalled], [keys.BaseArgument, tokens, ids, (long)lockDuration.TotalMilliseconds], cancellationToken).ConfigureAwait(false);
        return [.. RedisReply.Items(reply).Select(item => RedisReply.Text(item) ?? "")];
    }

    private static byte[] Pack(IReadOnlyList<(string JobId, string Token)> jobs, Func<(string JobId, string Token), string> part)
    {
        var writer = MessagePackWriter.Shared().Array(jobs.Count);
        foreach (var job in jobs)
        {
            writer.Write(part(job));
        }

        return writer.ToArray();
    }
}
