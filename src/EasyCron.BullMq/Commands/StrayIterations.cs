using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Finds and removes delayed jobs that their schedulers no longer count on.</summary>
internal static class StrayIterations
{
    private const int FieldsEach = 4;
    private static readonly LuaCommand FindScript = LuaLibrary.Get("findStrayIterations-2");
    private static readonly LuaCommand RemoveScript = LuaLibrary.Get("removeStrayIterations-3");

    /// <param name="cursor">0, or the cursor of the part before.</param>
    /// <param name="count">About how many delayed jobs to look at.</param>
    /// <returns>The next cursor, 0 for none, and what was found.</returns>
    public static async Task<(string Cursor, IReadOnlyList<StraySchedulerJob> Found)> FindAsync(
        LuaRunner lua, QueueKeys keys, string cursor, int count, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Items(
            await lua.RunAsync(FindScript, [keys.Repeat, keys.Delayed], [keys.BaseArgument, cursor, count], cancellationToken).ConfigureAwait(false));
        var found = new StraySchedulerJob[(reply.Length - 1) / FieldsEach];
        for (var i = 0; i < found.Length; i++)
        {
            var at = 1 + (i * FieldsEach);
            found[i] = new StraySchedulerJob(Text(reply[at]), Text(reply[at + 1]), Text(reply[at + 2]), Text(reply[at + 3]));
        }

        return (Text(reply[0]), found);

        static string Text(RedisResult item) => RedisReply.Text(item) ?? "";
    }

    /// <returns>How many were still there.</returns>
    public static async Task<int> RemoveAsync(LuaRunner lua, QueueKeys keys, IEnumerable<string> jobIds, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [keys.BaseArgument, .. jobIds.Select(id => (RedisValue)id)];
        return (int)RedisReply.Number(await lua.RunAsync(RemoveScript, [keys.Repeat, keys.Delayed, keys.Events], arguments, cancellationToken).ConfigureAwait(false));
    }
}
