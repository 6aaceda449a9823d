using Npgsql;
using NpgsqlTypes;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>Looks after runs that have not ended: lists and counts them, and closes those whose worker is gone.</summary>
/// <remarks>
/// No index of the app's leads from a state to its runs, so these statements go from job to job, at a few microseconds each, and not through the history:
/// a second or less for 100,000 jobs, to be asked about once a minute. A limit inside keeps the planner from turning that round, and a question for each
/// state from reading all runs of a job.
/// </remarks>
public sealed class RunUpkeep
{
    // Longer than a statement on the way of a run may take: nobody waits for this one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Database _database;

    /// <summary>Makes the upkeep; nothing is read yet.</summary>
    /// <param name="database">The database; not disposed by the upkeep.</param>
    public RunUpkeep(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    private const string ListUnfinished = """
        /* JobRuns.ListUnfinished */
        select r.id, j.id as "jobId", r.state::text as state, r."startedAt", r.attempts, j.timeout as "jobTimeout"
        from "Job" j cross join lateral (
            (
                select o.id, o.state, o."startedAt", o.attempts from "JobRun" o
                where o."jobId" = j.id and o.state = 'RUNNING' and o."startedAt" < @startedBefore limit 100000
            )
            union all
            (
                select o.id, o.state, o."startedAt", o.attempts from "JobRun" o
                where o."jobId" = j.id and o.state = 'QUEUED' and o."startedAt" < @startedBefore limit 100000
            )
        ) r
        """;

    /// <summary>Lists the runs that have not ended and were started (or queued) before a moment.</summary>
    /// <param name="startedBefore">The moment.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<IReadOnlyList<UnfinishedRun>> ListUnfinishedAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken = default) =>
        _database.QueryAsync(ListUnfinished, [Instant("startedBefore", startedBefore)], UnfinishedRun.Read, cancellationToken, Patience);

    internal const string CountUnfinished = """
        /* JobRuns.CountUnfinished */
        select count(*) filter (where r.state = 'QUEUED') as queued, count(*) filter (where r.state = 'RUNNING') as running
        from "Job" j cross join lateral (
            (select o.state from "JobRun" o where o."jobId" = j.id and o.state = 'RUNNING' limit 100000)
            union all
            (select o.state from "JobRun" o where o."jobId" = j.id and o.state = 'QUEUED' limit 100000)
        ) r
        """;

    /// <summary>Counts the runs that have not ended, by state.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<UnfinishedCounts> CountUnfinishedAsync(CancellationToken cancellationToken = default) =>
        _database.QuerySingleAsync(CountUnfinished, [], row => new UnfinishedCounts(row.Long(), row.Long()), cancellationToken, Patience);

    private const string CloseLost = """
        /* JobRuns.CloseLost */
        with seen as (
            select * from unnest(@ids, @starts, @attempts) as s(id, "startedAt", attempts)
        ),
        own as (
            select r.id from "JobRun" r join seen on seen.id = r.id
            where r.state in ('QUEUED', 'RUNNING') and r."startedAt" = seen."startedAt" and r.attempts = seen.attempts
            for no key update of r skip locked
        )
        update "JobRun" r set state = 'FAIL', "finishedAt" = @now, log = @log
        from own where r.id = own.id
        returning r.id
        """;

    /// <summary>
    /// Ends runs whose worker is gone as FAIL, with a log that begins with <see cref="RunLog.WorkerLost"/>. A run that has moved since it was listed (ended, resumed,
    /// promoted) is left alone, and so is a row that is locked just now.
    /// </summary>
    /// <param name="runs">The runs as they were listed; up to about a thousand at once.</param>
    /// <param name="reason">What is known about it, for people; stands in the log after the mark.</param>
    /// <param name="now">The time to note as their end.</param>
    /// <param name="cancellationToken">Cancels the wait; the rows may have been written all the same.</param>
    /// <returns>The ids of the runs that this call ended.</returns>
    public Task<IReadOnlyList<string>> CloseLostAsync(IReadOnlyList<UnfinishedRun> runs, string reason, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        NpgsqlParameter[] arguments =
        [
            Texts("ids", runs.Select(run => run.Id)),
            Instants("starts", runs.Select(run => run.StartedAt)),
            Array("attempts", NpgsqlDbType.Integer, runs.Select(run => run.Attempts)),
            Instant("now", now),
            Text("log", StoredText.Clean($"{RunLog.WorkerLost}: {reason}")),
        ];
        return _database.QueryAsync(CloseLost, arguments, row => row.Text(), cancellationToken, Patience);
    }
}
