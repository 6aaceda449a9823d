using System.Runtime.CompilerServices;
using Npgsql;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>Deletes old runs. Needs the right to DELETE on <c>"JobRun"</c>, which nothing else here does.</summary>
public sealed class RunRetention
{
    private const int JobsPerPage = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Database _database;

    /// <summary>Makes the retention; nothing is deleted yet.</summary>
    /// <param name="database">The database; not disposed by the retention.</param>
    public RunRetention(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    private const string NextJobs = """
        /* JobRuns.NextJobsToTrim */
        select j.id from "Job" j where j.id > @after order by j.id limit @jobsPerPage
        """;

    private const string Kept = """
        /* JobRuns.KeptByRetention */
        select distinct on (r."jobId", r.state = 'OK') r.id from "JobRun" r
        where r."jobId" = any(@jobIds) and r.state in ('OK', 'FAIL', 'TIMEOUT')
        order by r."jobId", r.state = 'OK', r."startedAt" desc, r.id desc
        """;

    private const string DeleteExpired = """
        /* JobRuns.DeleteExpired */
        delete from "JobRun" r where r.id = any(array(
            select o.id from "JobRun" o
            where o."jobId" = any(@jobIds) and o.state in ('OK', 'FAIL', 'TIMEOUT') and o."finishedAt" < @cutoff and o.id <> all(@kept)
            limit @batchSize
            for update skip locked
        ))
        """;

    /// <summary>
    /// Deletes the runs that ended before a moment, except the last success and the last failure of each job, in batches that are committed one by one. Whoever
    /// enumerates sets the pace, and may stop at any time.
    /// </summary>
    /// <param name="cutoff">The moment.</param>
    /// <param name="batchSize">The most rows of one batch; at least 1.</param>
    /// <param name="cancellationToken">Ends the work between two batches.</param>
    /// <returns>After each batch, how many rows it deleted; empty batches are not told.</returns>
    public async IAsyncEnumerable<int> DeleteOlderThanAsync(DateTimeOffset cutoff, int batchSize = 1_000, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var after = "";
        while (true)
        {
            var jobIds = await _database.QueryAsync(NextJobs, [Text("after", after), Int("jobsPerPage", JobsPerPage)], row => row.Text(), cancellationToken).ConfigureAwait(false);
            if (jobIds.Count == 0)
            {
                yield break;
            }

            var kept = await _database.QueryAsync(Kept, [Texts("jobIds", jobIds)], row => row.Text(), cancellationToken, Patience).ConfigureAwait(false);
            int deleted;
            do
            {
                NpgsqlParameter[] arguments = [Texts("jobIds", jobIds), Instant("cutoff", cutoff), Texts("kept", kept), Int("batchSize", batchSize)];
                deleted = await _database.ExecuteAsync(DeleteExpired, arguments, cancellationToken, Patience).ConfigureAwait(false);
                if (deleted > 0)
                {
                    yield return deleted;
                }
            }
            while (deleted == batchSize);

            after = jobIds[^1];
        }
    }
}
