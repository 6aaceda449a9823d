using Npgsql;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>Figures about the runs of stretches of time, for daily summaries.</summary>
public sealed class RunSummaries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Database _database;

    /// <summary>Makes the summaries; nothing is read yet.</summary>
    /// <param name="database">The database; not disposed by the summaries.</param>
    public RunSummaries(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    private const string Summarise = """
        /* JobRuns.Summarise */
        with period as (
            select * from unnest(@jobIds, @froms, @untils) with ordinality as p("jobId", "from", until, number)
        ),
        run as (
            select period.number, r.id, r."jobId", r.state::text as state, r."startedAt", r."finishedAt", r.attempts, r."exitCode", r.log,
                case when r.state in ('OK', 'FAIL', 'TIMEOUT') then extract(epoch from r."finishedAt" - r."startedAt")::float8 end as seconds
            from period join "JobRun" r on r."jobId" = period."jobId" and r."startedAt" >= period."from" and r."startedAt" < period.until
        ),
        figure as (
            select run.number,
                count(*) filter (where run.state = 'QUEUED')::int as queued,
                count(*) filter (where run.state = 'RUNNING')::int as running,
                count(*) filter (where run.state = 'OK')::int as ok,
                count(*) filter (where run.state = 'FAIL')::int as fail,
                count(*) filter (where run.state = 'TIMEOUT')::int as timeout,
                percentile_cont(0.5) within group (order by run.seconds) as median,
                percentile_cont(0.95) within group (order by run.seconds) as percentile95
            from run group by run.number
        ),
        bad as (
            select distinct on (run.number) run.* from run where run.state in ('FAIL', 'TIMEOUT')
            order by run.number, run."startedAt" desc, run.id desc
        )
        select period."jobId", coalesce(figure.queued, 0) as queued, coalesce(figure.running, 0) as running, coalesce(figure.ok, 0) as ok,
            coalesce(figure.fail, 0) as fail, coalesce(figure.timeout, 0) as timeout, figure.median, figure.percentile95,
            bad.id, bad."jobId", bad.state, bad."startedAt", bad."finishedAt", bad.attempts, bad."exitCode", left(bad.log, 1000) as log
        from period
        left join figure on figure.number = period.number
        left join bad on bad.number = period.number
        order by period.number
        """;

    /// <summary>Summarises stretches of time, each of one job; a stretch without runs has figures of 0.</summary>
    /// <param name="periods">The stretches; up to about a hundred at once, since all runs of their jobs are looked at.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>One summary for each stretch, in their order.</returns>
    public Task<IReadOnlyList<RunSummary>> SummariseAsync(IReadOnlyList<RunPeriod> periods, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(periods);
        NpgsqlParameter[] arguments =
        [
            Texts("jobIds", periods.Select(period => period.JobId)),
            Instants("froms", periods.Select(period => period.From)),
            Instants("untils", periods.Select(period => period.Until)),
        ];
        return _database.QueryAsync(Summarise, arguments, Read, cancellationToken, Patience);
    }

    private static RunSummary Read(Row row) =>
        new()
        {
            JobId = row.Text(),
            Queued = row.Int(),
            Running = row.Int(),
            Ok = row.Int(),
            Fail = row.Int(),
            Timeout = row.Int(),
            MedianDuration = row.DoubleOrNull() is { } median ? TimeSpan.FromSeconds(median) : null,
            Percentile95Duration = row.DoubleOrNull() is { } percentile ? TimeSpan.FromSeconds(percentile) : null,
            LastBad = row.TakeNull() ? null : JobRun.Read(row),
        };
}
