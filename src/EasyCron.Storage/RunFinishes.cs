using Npgsql;
using NpgsqlTypes;

namespace EasyCron.Storage;

/// <summary>The statement that records the ends of runs, for many at once. Per item the answer, or null where the row is locked by somebody else for now.</summary>
/// <remarks>Rows that another transaction holds are passed over and never waited for; see <see cref="RunStarts"/>.</remarks>
internal sealed class RunFinishes(Database database)
{
    private const string Finish = """
        /* JobRuns.Finish */
        with ended as (
            select * from unnest((select @runIds), (select @jobIds), (select @states), (select @finishedAts), (select @attempts), (select @exitCodes), (select @logs), (select @namesNext))
                as e(id, "jobId", state, "finishedAt", attempts, "exitCode", log, "namesNext")
        ),
        own as (
            select r.id from "JobRun" r where r.id = any((select @runIds)::text[]) and r.state in ('QUEUED', 'RUNNING') for no key update skip locked
        ),
        updated as (
            update "JobRun" r
            set state = e.state::"RunState", "finishedAt" = e."finishedAt", attempts = e.attempts, "exitCode" = e."exitCode", log = e.log
            from ended e join own on own.id = e.id
            where r.id = e.id
            returning r.id
        )
        select e.id,
            case
                when e.id in (select updated.id from updated) then 'recorded'
                when r.id is null then 'gone'
                when r.state in ('QUEUED', 'RUNNING') then 'locked'
                when r.state::text = e.state and r."finishedAt" = e."finishedAt" then 'recorded'
                else 'finished'
            end as verdict,
            r.state::text as state, line.id as "nextId"
        from ended e
        left join lateral (
            select o.id, o.state, o."finishedAt" from "JobRun" o where e.id not in (select updated.id from updated) and o.id = e.id offset 0
        ) r on true
        left join lateral (
            select q.id from "JobRun" q
            where e."namesNext" and q."jobId" = e."jobId" and q.state = 'QUEUED' and q.id <> all(@runIds) order by q.id collate "C" limit 1
        ) line on true
        """;

    private readonly string _sql = database.Qualify(Finish);

    /// <summary>Ends a batch of runs; no id twice.</summary>
    internal Task<IReadOnlyList<FinishOutcome?>> RunAsync(IReadOnlyList<RunFinish> finishes) =>
        database.RunAsync<IReadOnlyList<FinishOutcome?>>(
            async connection =>
            {
                var inLine = finishes.Where(finish => finish.NamesNext).Select(finish => finish.JobId);
                var batch = RunTransaction.Around(Command(finishes), inLine, connection);
                await using var disposing = batch.ConfigureAwait(false);
                var byId = await batch.ReadAllAsync(reader => (reader.GetString(0), Outcome(reader))).ConfigureAwait(false);
                return [.. finishes.Select(finish => byId[finish.RunId])];
            },
            CancellationToken.None);

    private NpgsqlBatchCommand Command(IReadOnlyList<RunFinish> finishes)
    {
        var command = new NpgsqlBatchCommand(_sql);
        command.Parameters.Add(new NpgsqlParameter<string[]>("runIds", [.. finishes.Select(finish => finish.RunId)]));
        command.Parameters.Add(new NpgsqlParameter<string[]>("jobIds", [.. finishes.Select(finish => finish.JobId)]));
        command.Parameters.Add(new NpgsqlParameter<string[]>("states", [.. finishes.Select(finish => finish.State.ToString().ToUpperInvariant())]));
        command.Parameters.Add(new NpgsqlParameter<DateTime[]>("finishedAts", [.. finishes.Select(finish => UtcTimestamp.ToColumn(finish.FinishedAt))]) { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Timestamp });
        command.Parameters.Add(new NpgsqlParameter<int[]>("attempts", [.. finishes.Select(finish => finish.Attempts)]));
        command.Parameters.Add(new NpgsqlParameter<int?[]>("exitCodes", [.. finishes.Select(finish => finish.ExitCode)]));
        command.Parameters.Add(new NpgsqlParameter<string?[]>("logs", [.. finishes.Select(finish => StoredText.Clean(finish.Log))]));
        command.Parameters.Add(new NpgsqlParameter<bool[]>("namesNext", [.. finishes.Select(finish => finish.NamesNext)]));
        return command;
    }

    private static FinishOutcome? Outcome(NpgsqlDataReader reader)
    {
        var next = reader.IsDBNull(3) ? null : reader.GetString(3);
        return reader.GetString(1) switch
        {
            "recorded" => new FinishOutcome.Recorded(next),
            "finished" => new FinishOutcome.AlreadyFinished(JobRunReader.ReadState(reader, 2), next),
            "gone" => new FinishOutcome.RunGone(next),
            _ => null,
        };
    }
}
