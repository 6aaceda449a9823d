using Npgsql;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>Questions about the runs of one job, from the app's table <c>"JobRun"</c>.</summary>
/// <remarks>
/// The app's only index beside the key is on job and state, so questions about the latest run read all finished runs of that job: about 1 ms for each
/// thousand. They are meant for failures and for a cold cache, not for every run of a job with a long history.
/// </remarks>
public sealed partial class JobRunRepository
{
    private readonly Database _database;

    /// <summary>Makes the repository; nothing is read yet.</summary>
    /// <param name="database">The database; not disposed by the repository.</param>
    public JobRunRepository(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    private const string Get = $"""
        /* JobRuns.Get */
        select {JobRun.Columns} from "JobRun" r where r.id = @id
        """;

    /// <summary>Reads one run.</summary>
    /// <param name="id">The run's id; text that no id can have, such as one with a NUL, is no run.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The run, or null where there is none.</returns>
    public async Task<JobRun?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return StoredText.IsStorable(id)
            ? (await _database.QueryAsync(Get, [Text("id", id)], JobRun.Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault()
            : null;
    }

    // A run that ended by our own fault carries no status code; asked first, because reading a long log costs more than a column.
    private const string CountConsecutiveFailures = """
        /* JobRuns.CountConsecutiveFailures */
        with bad as (
            select r."startedAt" from "JobRun" r
            where r."jobId" = @jobId and r.state in ('FAIL', 'TIMEOUT') and r."startedAt" > @since
                and (r."exitCode" is not null or r.log is null or not (starts_with(r.log, @workerLost) or starts_with(r.log, @workerFault)))
            order by r."startedAt" desc
            limit @most
        ),
        good as (
            select max(r."startedAt") as "startedAt" from "JobRun" r
            where r."jobId" = @jobId and r.state = 'OK' and r."startedAt" >= (select min(bad."startedAt") from bad)
        )
        select count(*)::int from bad where bad."startedAt" > coalesce((select good."startedAt" from good), '-infinity')
        """;

    /// <summary>
    /// Counts how many runs in a row have failed up to now: FAIL and TIMEOUT count, OK starts anew, runs that ended by our own fault (see <see cref="RunLog"/>)
    /// and runs that have not ended are passed over.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="since">Only runs started after this count: the job's <see cref="ScheduledJob.UpdatedAt"/>.</param>
    /// <param name="most">Counting stops here: the job's threshold. At least 1.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<int> CountConsecutiveFailuresAsync(string jobId, DateTimeOffset since, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        NpgsqlParameter[] arguments =
        [
            Text("jobId", jobId), Instant("since", since), Int("most", most), Text("workerLost", RunLog.WorkerLost), Text("workerFault", RunLog.WorkerFault),
        ];
        return _database.QuerySingleAsync(CountConsecutiveFailures, arguments, row => row.Int(), cancellationToken);
    }

    private const string LastFinishedBefore = $"""
        /* JobRuns.LastFinishedBefore */
        select {JobRun.Columns} from "JobRun" r
        where r."jobId" = @jobId and r.state in ('OK', 'FAIL', 'TIMEOUT') and (r."startedAt", r.id) < (@startedAt, @id)
        order by r."startedAt" desc, r.id desc
        limit 1
        """;

    /// <summary>Finds the run before a given one: the latest of the same job that has ended and was started earlier.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="runId">The given run.</param>
    /// <param name="startedAt">When the given run was started.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The run, or null where the given one is the first.</returns>
    public async Task<JobRun?> LastFinishedBeforeAsync(string jobId, string runId, DateTimeOffset startedAt, CancellationToken cancellationToken = default)
    {
        NpgsqlParameter[] arguments = [Text("jobId", jobId), Text("id", runId), Instant("startedAt", startedAt)];
        return (await _database.QueryAsync(LastFinishedBefore, arguments, JobRun.Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }
}
