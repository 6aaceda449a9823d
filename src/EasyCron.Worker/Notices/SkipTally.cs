using System.Globalization;
using EasyCron.BullMq;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Notices;

/// <summary>
/// Counts the occurrences that were not run, which leave no row anywhere, for the daily summary. They are counted by quarters of an hour: every time zone's midnight
/// falls on one.
/// </summary>
internal sealed class SkipTally(QueueConnection connection, QueueName queue)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Keep = TimeSpan.FromDays(4);
    private static readonly TimeSpan KeepMark = TimeSpan.FromHours(1);
    private static readonly RedisScript Count = NoticeScripts.Get("countSkip");
    private static readonly RedisScript Read = NoticeScripts.Get("readSkips");

    /// <summary>Counts one.</summary>
    public Task CountAsync(SkippedRun skipped, CancellationToken cancellationToken)
    {
        var quarter = skipped.ScheduledAt.UtcTicks / Quarter.Ticks;
        string[] keys = [DayKey(skipped.JobId, skipped.ScheduledAt.UtcDateTime), Key("skip", skipped.RunId)];
        return connection.RunAsync(Count, keys, [$"{quarter}|{skipped.Reason.Text()}", (long)Keep.TotalSeconds, (long)KeepMark.TotalSeconds], cancellationToken);
    }

    /// <summary>Reads the counts of a stretch of time that begins and ends on a quarter of an hour.</summary>
    /// <returns>Counts by reason, the greatest first.</returns>
    public async Task<IReadOnlyList<(string Reason, long Count)>> ReadAsync(string jobId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        for (var day = from.UtcDateTime.Date; day < until.UtcDateTime; day = day.AddDays(1))
        {
            keys.Add(DayKey(jobId, day));
        }

        var items = (await connection.RunAsync(Read, keys, [], cancellationToken)).Items;
        var (first, end) = (from.UtcTicks / Quarter.Ticks, until.UtcTicks / Quarter.Ticks);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var index = 0; index + 1 < items.Count; index += 2)
        {
            var parts = (items[index].Text ?? "").Split('|', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var quarter) && quarter >= first && quarter < end)
            {
                counts[parts[1]] = counts.GetValueOrDefault(parts[1]) + items[index + 1].Number;
            }
        }

        return [.. counts.Select(count => (count.Key, count.Value)).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)];
    }

    private string DayKey(string jobId, DateTime day) => Key("skips", $"{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}:{jobId}");

    private string Key(string what, string id) => $"{queue.Prefix}:easycron:{queue.Name}:{what}:{id}";
}
