using System.Runtime.CompilerServices;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>The app's table <c>"Job"</c>: read, and changed only to disable a job that keeps failing.</summary>
public sealed partial class JobRepository
{
    // A row may hold any amount of JSON; this many at once keep memory flat and round trips few.
    private const int PageSize = 2_000;

    private readonly Database _database;
    private readonly Batcher<string, CronJob?> _reads;

    /// <summary>Makes the repository; nothing is read yet.</summary>
    /// <param name="database">The database; not disposed by the repository.</param>
    public JobRepository(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _reads = new Batcher<string, CronJob?>(GetManyAsync);
    }

    private const string GetMany = $"""
        /* Jobs.GetMany */
        select {CronJob.Columns}
        from "Job" j
        where j.id = any(@ids)
        """;

    /// <summary>
    /// Reads a job whole, in one snapshot. Calls that arrive while another read is under way share one statement.
    /// </summary>
    /// <param name="id">The job's id; text that no id can have, such as one with a NUL, is no job.</param>
    /// <param name="cancellationToken">Cancels the wait for a read that has not begun.</param>
    /// <returns>The job, or null where there is none.</returns>
    public Task<CronJob?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return StoredText.IsStorable(id) ? _reads.AddAsync(id, cancellationToken) : Task.FromResult<CronJob?>(null);
    }

    private async Task<IReadOnlyList<CronJob?>> GetManyAsync(IReadOnlyList<string> ids)
    {
        var rows = await _database.QueryAsync(GetMany, [Texts("ids", ids)], CronJob.Read, CancellationToken.None).ConfigureAwait(false);
        var byId = rows.ToDictionary(job => job.Id);
        return [.. ids.Select(id => byId.GetValueOrDefault(id))];
    }

    private const string ListEnabled = $"""
        /* Jobs.ListEnabled */
        select {ScheduledJob.Columns}
        from "Job" j
        where j.status = 'ENABLED' and j.id > @after
        order by j.id
        limit @pageSize
        """;

    /// <summary>
    /// Streams every enabled job in the order of ids, a page at a time, so that any number fits into flat memory and no connection is held between pages.
    /// A row that changes meanwhile may be missed or seen as it was: take <see cref="WatermarkAsync"/> first and ask <see cref="ListChangedSinceAsync"/> after.
    /// </summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<ScheduledJob> ListEnabledAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var after = "";
        while (true)
        {
            var page = await _database.QueryAsync(ListEnabled, [Text("after", after), Int("pageSize", PageSize)], ScheduledJob.Read, cancellationToken).ConfigureAwait(false);
            foreach (var job in page)
            {
                yield return job;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    private const string ListEnabledIds = """
        /* Jobs.ListEnabledIds */
        select j.id from "Job" j where j.status = 'ENABLED'
        """;

    /// <summary>
    /// Reads the ids of all enabled jobs in one snapshot, to find out which known ones were deleted. 100,000 ids are about 8 MB.
    /// </summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<IReadOnlyList<string>> ListEnabledIdsAsync(CancellationToken cancellationToken = default) =>
        _database.QueryAsync(ListEnabledIds, [], row => row.Text(), cancellationToken);

    private const string Disable = """
        /* Jobs.Disable */
        update "Job" set status = 'DISABLED', "updatedAt" = @now
        where id = @id
            and ((status = 'ENABLED' and "updatedAt" = @expectedUpdatedAt) or (status = 'DISABLED' and "updatedAt" = @now))
        """;

    /// <summary>Disables a job, unless somebody changed it since it was read.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="expectedUpdatedAt">The <see cref="ScheduledJob.UpdatedAt"/> that was read.</param>
    /// <param name="now">The time to note as <c>updatedAt</c>.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been disabled all the same.</param>
    /// <returns>
    /// Whether it is disabled as of <paramref name="now"/>, so that a call repeated because its answer was lost says true again;
    /// false where the job is gone, disabled by another or changed.
    /// </returns>
    public async Task<bool> DisableAsync(string id, DateTimeOffset expectedUpdatedAt, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        await _database.ExecuteAsync(Disable, [Text("id", id), Instant("expectedUpdatedAt", expectedUpdatedAt), Instant("now", now)], cancellationToken).ConfigureAwait(false) == 1;
}
