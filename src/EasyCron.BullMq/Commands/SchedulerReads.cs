using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq.Commands;

/// <summary>Reads many job schedulers with the places of their current jobs: part after part of them all, or some by their ids.</summary>
internal static class SchedulerReads
{
    private const int FieldsEach = 4;
    private static readonly LuaCommand ScanScript = LuaLibrary.Get("scanJobSchedulers-5");
    private static readonly LuaCommand ReadScript = LuaLibrary.Get("readJobSchedulers-5");

    /// <param name="cursor">0, or the cursor of the part before.</param>
    /// <param name="count">About how many.</param>
    /// <returns>The next cursor, 0 for none, and what was seen.</returns>
    public static async Task<(string Cursor, IReadOnlyList<SchedulerSighting> Seen)> ScanAsync(
        LuaRunner lua, QueueKeys keys, string cursor, int count, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Items(await lua.RunAsync(ScanScript, Keys(keys), [keys.BaseArgument, cursor, count], cancellationToken).ConfigureAwait(false));
        return (RedisReply.Text(reply[0]) ?? "0", Sightings(reply, 1));
    }

    /// <returns>Those that exist.</returns>
    public static async Task<IReadOnlyList<SchedulerSighting>> ReadAsync(
        LuaRunner lua, QueueKeys keys, IEnumerable<string> schedulerIds, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [keys.BaseArgument, .. schedulerIds.Select(id => (RedisValue)id)];
        return Sightings(RedisReply.Items(await lua.RunAsync(ReadScript, Keys(keys), arguments, cancellationToken).ConfigureAwait(false)), 0);
    }

    private static RedisKey[] Keys(QueueKeys keys) => [keys.Repeat, keys.Delayed, keys.Prioritized, keys.Completed, keys.Failed];

    private static SchedulerSighting[] Sightings(RedisResult[] reply, int from)
    {
        var seen = new SchedulerSighting[(reply.Length - from) / FieldsEach];
        for (var i = 0; i < seen.Length; i++)
        {
            var at = from + (i * FieldsEach);
            var id = RedisReply.Text(reply[at]) ?? "";
            var next = RedisReply.Fraction(reply[at + 1]);
            var place = (SchedulerJobPlace)RedisReply.Number(reply[at + 2]);
            seen[i] = new SchedulerSighting(id, next, SchedulerHash.Read(id, RedisReply.Items(reply[at + 3]), (long)next), place);
        }

        return seen;
    }
}
