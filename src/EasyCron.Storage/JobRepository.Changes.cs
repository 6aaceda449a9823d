using System.Globalization;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <content>
/// How changes are noticed. The obvious way, <c>where "updatedAt" > @watermark</c>, is neither sound nor cheap: the app sets <c>updatedAt</c> by its own
/// clock before it commits, so a long transaction or a slow clock slips behind any watermark; edits by hand do not set it; deletions leave
/// no trace; and no index helps, while the column is the row's last and so the dearest to reach. The row header knows better: <c>xmin</c> is the
/// transaction that wrote this version of the row. Whatever was committed after a snapshot was written by a transaction not older than the
/// oldest one open in that snapshot, exactly. One pass over the headers counts the enabled rows too, and that count, taken in the same snapshot as
/// the changes, tells exactly how many known jobs were deleted.
/// </content>
public sealed partial class JobRepository
{
    private const string Watermark = "/* Jobs.Watermark */ select pg_snapshot_xmin(pg_current_snapshot())::text";

    /// <summary>Takes the moment from which <see cref="ListChangedSinceAsync"/> shall see changes; to be taken before a full listing.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<JobWatermark> WatermarkAsync(CancellationToken cancellationToken = default) =>
        Parse(await _database.QuerySingleAsync(Watermark, [], row => row.Text(), cancellationToken).ConfigureAwait(false));

    // age() counts backwards from one fixed point within a statement, and round the 32 bits of xmin: negative is older than half the circle.
    private const string ListChangedSince = $"""
        /* Jobs.ListChangedSince */
        with pass as (
            select count(*) filter (where j.status = 'ENABLED') as enabled,
                array_agg(j.id) filter (where age(j.xmin) between 0 and (select age(@since::xid))) as changed
            from "Job" j
        )
        select pass.enabled as "enabledCount", pg_snapshot_xmin(pg_current_snapshot())::text as watermark,
            clock_timestamp() at time zone 'UTC' as "serverTime",
            {ScheduledJob.Columns}
        from pass left join "Job" j on j.id = any(pass.changed)
        """;

    /// <summary>
    /// Finds what was inserted, changed or disabled since a moment, how many rows are enabled, and the next moment: one statement, one snapshot.
    /// </summary>
    /// <param name="since">The watermark of the previous answer, or <see cref="WatermarkAsync"/>'s.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The changes; null where the watermark is of another life of the server (restored, failed over), and all must be listed anew.</returns>
    public async Task<JobChanges?> ListChangedSinceAsync(JobWatermark since, CancellationToken cancellationToken = default)
    {
        var transaction = ((uint)since.Transaction).ToString(CultureInfo.InvariantCulture);
        var rows = await _database.QueryAsync(ListChangedSince, [Text("since", transaction)], ReadChange, cancellationToken).ConfigureAwait(false);
        var (enabledCount, watermark, serverTime, _) = rows[0]; // An aggregate without groups always gives a row.
        return watermark.Transaction < since.Transaction
            ? null
            : new JobChanges { Changed = [.. rows.Select(row => row.Job).OfType<ScheduledJob>()], EnabledCount = enabledCount, Watermark = watermark, ServerTime = serverTime };
    }

    private static (long EnabledCount, JobWatermark Watermark, DateTimeOffset ServerTime, ScheduledJob? Job) ReadChange(Row row) =>
        (row.Long(), Parse(row.Text()), row.Instant(), row.TakeNull() ? null : ScheduledJob.Read(row));

    private static JobWatermark Parse(string transaction) => new(ulong.Parse(transaction, CultureInfo.InvariantCulture));
}
