using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Reads a window of the jobs in one state.</summary>
internal static class GetJobs
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getJobs-1");

    /// <param name="rounds">How often to read on where an id has no job any more; 1 for never.</param>
    /// <returns>The jobs, in the order asked for.</returns>
    public static async Task<IReadOnlyList<JobRecord>> RunAsync(
        LuaRunner lua, QueueKeys keys, JobState state, long start, long end, bool oldestFirst, int rounds, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [start, end, oldestFirst ? "1" : "0", rounds, JobStateNames.Suffix(state)];
        var reply = await lua.RunAsync(Script, [keys.Base], arguments, cancellationToken).ConfigureAwait(false);
        var jobs = new List<JobRecord>();
        foreach (var entry in RedisReply.Items(RedisReply.Items(reply)[0]))
        {
            var pair = RedisReply.Items(entry);
            if (JobHash.Read(RedisReply.Text(pair[0]) ?? "", RedisReply.Items(pair[1])) is { } job)
            {
                jobs.Add(job);
            }
        }

        return jobs;
    }
}
