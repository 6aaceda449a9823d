using Npgsql;
using NpgsqlTypes;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>The statement that admits and begins runs, for many at once. Per item the answer, or null where a row or lock is held by somebody else for now.</summary>
/// <remarks>
/// <para>The answer and the row come from the same statement. Rows that another transaction holds are passed over and never waited for, so that this
/// statement, which holds several rows itself, cannot be part of a deadlock with an app that deletes many jobs. Rows are written in the order of
/// their ids for the same reason. A row of <c>"Job"</c> is held by <c>key share</c>, as the foreign key will hold it anyway, so that it cannot go before
/// its run has come.</para>
/// <para>Conditions stand inside the lateral questions, so that those not needed are not asked at all, and <c>(select @x)</c> hides from the planner how
/// long an array is, so that one plan serves all and none is made anew.</para>
/// </remarks>
internal sealed class RunStarts(Database database, int queueLimit)
{
    private const string Start = $"""
        /* JobRuns.Start */
        with asked as (
            select * from unnest((select @runIds), (select @jobIds), (select @keys), (select @versions), (select @modes), (select @startedAts))
                as a(id, "jobId", key, version, mode, "startedAt")
        ),
        job as (
            select j.id, j.xmin as version from "Job" j where j.id = any((select @jobIds)::text[]) for key share skip locked
        ),
        own as (
            select r.id, r."jobId", r.state from "JobRun" r where r.id = any((select @runIds)::text[]) for no key update skip locked
        ),
        judged as (
            select a.id, a."jobId", a."startedAt", own.id is not null as present, running.id as "runningId", line.ahead, line.waiting,
                case
                    when own."jobId" <> a."jobId" then 'taken'
                    when own.state not in ('QUEUED', 'RUNNING') then 'finished'
                    when job.id is null and exists (select 1 from "Job" j where j.id = a."jobId") then 'held'
                    when job.id is null then 'gone'
                    when job.version <> a.version then 'changed'
                    when own.state = 'RUNNING' then 'resumed'
                    when a.mode = 'Allow' then 'started'
                    when a.key <> all({RunTransaction.HeldKeys}) then 'held'
                    when own.id is null and a.mode = 'Skip' and running.id is not null then 'skipped'
                    when own.id is null and a.mode = 'Skip' then 'started'
                    when running.id is null and line.ahead = 0 then 'started'
                    when own.id is null and line.waiting >= @queueLimit then 'full'
                    else 'queued'
                end as verdict
            from asked a
            left join job on job.id = a."jobId"
            left join own on own.id = a.id
            left join lateral (
                select r.id from "JobRun" r where a.mode <> 'Allow' and r."jobId" = a."jobId" and r.state = 'RUNNING' and r.id <> a.id limit 1
            ) running on true
            left join lateral (
                select count(*) filter (where r.id < a.id collate "C")::int as ahead, count(*)::int as waiting
                from "JobRun" r where (a.mode = 'Queue' or own.state = 'QUEUED') and r."jobId" = a."jobId" and r.state = 'QUEUED' and r.id <> a.id
            ) line on true
        ),
        inserted as (
            insert into "JobRun" (id, "jobId", state, "startedAt", attempts)
            select d.id, d."jobId",
                case d.verdict when 'started' then 'RUNNING' else 'QUEUED' end::"RunState", d."startedAt",
                case d.verdict when 'started' then 1 else 0 end
            from judged d where not d.present and d.verdict in ('started', 'queued')
            order by d.id
            on conflict (id) do nothing
            returning id
        ),
        promoted as (
            update "JobRun" r set state = 'RUNNING', "startedAt" = d."startedAt", attempts = 1
            from judged d where r.id = d.id and d.present and d.verdict = 'started'
            returning r.id
        )
        select d.id, d.verdict, d.id in (select inserted.id from inserted) or d.id in (select promoted.id from promoted) as written, d.present,
            d."runningId", d.ahead, d.waiting, {JobRun.Columns}
        from judged d
        left join lateral (
            select o.id, o."jobId", o.state, o."startedAt", o."finishedAt", o.attempts, o."exitCode", o.log
            from "JobRun" o where d.verdict in ('resumed', 'finished') and o.id = d.id offset 0
        ) r on true
        """;

    private readonly string _sql = database.Qualify(Start);

    /// <summary>Begins a batch of runs; no two of one job unless they may run at once, and no id twice.</summary>
    internal Task<IReadOnlyList<StartOutcome?>> RunAsync(IReadOnlyList<RunStart> starts) =>
        database.RunAsync<IReadOnlyList<StartOutcome?>>(
            async connection =>
            {
                var keys = starts.Select(start => start.Mode == ConcurrencyMode.Allow ? (long?)null : RunTransaction.Key(start.JobId)).ToArray();
                var batch = RunTransaction.Around(Command(starts, keys), keys, connection);
                await using var disposing = batch.ConfigureAwait(false);
                var byId = await batch.ReadAllAsync(reader => (reader.GetString(0), Outcome(reader))).ConfigureAwait(false);
                return [.. starts.Select(start => byId[start.RunId])];
            },
            CancellationToken.None);

    private NpgsqlBatchCommand Command(IReadOnlyList<RunStart> starts, long?[] keys)
    {
        var command = new NpgsqlBatchCommand(_sql);
        command.Parameters.Add(Texts("runIds", starts.Select(start => start.RunId)));
        command.Parameters.Add(Texts("jobIds", starts.Select(start => start.JobId)));
        command.Parameters.Add(Array("keys", NpgsqlDbType.Bigint, keys));
        command.Parameters.Add(Array("versions", NpgsqlDbType.Xid, starts.Select(start => start.JobVersion)));
        command.Parameters.Add(Texts("modes", starts.Select(start => start.Mode.ToString())));
        command.Parameters.Add(Instants("startedAts", starts.Select(start => start.StartedAt)));
        command.Parameters.Add(Int("queueLimit", queueLimit));
        return command;
    }

    private static StartOutcome? Outcome(NpgsqlDataReader reader)
    {
        var written = reader.GetBoolean(2);
        var present = reader.GetBoolean(3);
        return reader.GetString(1) switch
        {
            "started" => written ? new StartOutcome.Started() : null,
            "queued" => written || present ? new StartOutcome.QueuedAt(reader.GetInt32(5) + 1) : null,
            "resumed" => new StartOutcome.Resumed(JobRun.Read(new Row(reader, 7))),
            "finished" => new StartOutcome.AlreadyFinished(JobRun.Read(new Row(reader, 7))),
            "skipped" => new StartOutcome.SkippedBecauseRunning(reader.GetString(4)),
            "full" => new StartOutcome.QueueFull(reader.GetInt32(6)),
            "changed" => new StartOutcome.JobChanged(),
            "gone" => new StartOutcome.JobGone(),
            "taken" => new StartOutcome.RunIdTaken(),
            _ => null,
        };
    }
}
