using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Rows of a job's log.</summary>
/// <param name="Rows">The rows asked for.</param>
/// <param name="Count">How many rows there are in all.</param>
public sealed record JobLog(IReadOnlyList<string> Rows, long Count)
{
    internal static async Task<JobLog> ReadAsync(QueueSession session, string jobId, long start, long end, bool newestFirst, CancellationToken cancellationToken)
    {
        var key = session.Keys.OfJob(jobId, "logs");
        object[] window = newestFirst ? [key, -(end + 1), -(start + 1)] : [key, start, end];
        var rows = session.Link.ExecuteAsync("LRANGE", window, cancellationToken);
        var count = session.Link.ExecuteAsync("LLEN", [key], cancellationToken);
        var texts = RedisReply.Texts(await rows.ConfigureAwait(false));
        return new JobLog(newestFirst ? [.. texts.Reverse()] : texts, RedisReply.Number(await count.ConfigureAwait(false)));
    }
}
