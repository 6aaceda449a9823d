using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <content>Which jobs of schedulers are in the queue's lists.</content>
public sealed partial class QueueSchedulers
{
    private const int IdsPerCall = 10_000;

    /// <summary>
    /// Reads the ids of all jobs of schedulers that wait in line or run; of a hundred thousand, some 10 MB. A job that is in one of the
    /// lists all the time, or moves from one to the other, is among them.
    /// </summary>
    public async Task<SchedulerJobsInLine> JobsInLineAsync(CancellationToken cancellationToken = default)
    {
        // Workers take from the right end, so reading from the left misses none; what they take meanwhile is in the list read last.
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        await ReadListAsync(_keys.Wait, waiting, cancellationToken).ConfigureAwait(false);
        await ReadListAsync(_keys.Paused, waiting, cancellationToken).ConfigureAwait(false);
        var active = new HashSet<string>(StringComparer.Ordinal);
        await ReadListAsync(_keys.Active, active, cancellationToken).ConfigureAwait(false);
        return new SchedulerJobsInLine(waiting, active);
    }

    private async Task ReadListAsync(RedisKey list, HashSet<string> found, CancellationToken cancellationToken)
    {
        for (var start = 0L; ; start += IdsPerCall)
        {
            var reply = await _connection.Link.ExecuteAsync("LRANGE", [list, start, start + IdsPerCall - 1], cancellationToken).ConfigureAwait(false);
            var ids = RedisReply.Items(reply);
            found.UnionWith(ids.Select(id => RedisReply.Text(id) ?? "").Where(id => id.StartsWith("repeat:", StringComparison.Ordinal)));
            if (ids.Length < IdsPerCall)
            {
                return;
            }
        }
    }
}
