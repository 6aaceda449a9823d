using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Counts a job's children by how they stand.</summary>
internal static class GetDependencyCounts
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getDependencyCounts-4");

    public static async Task<ChildCounts> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script,
            [keys.OfJob(jobId, "processed"), keys.OfJob(jobId, "dependencies"), keys.OfJob(jobId, "failed"), keys.OfJob(jobId, "unsuccessful")],
            ["processed", "unprocessed", "ignored", "failed"], cancellationToken).ConfigureAwait(false);
        var counts = RedisReply.Items(reply).Select(RedisReply.Number).ToList();
        return new ChildCounts(counts[0], counts[1], counts[2], counts[3]);
    }
}
