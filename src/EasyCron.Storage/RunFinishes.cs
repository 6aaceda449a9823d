using Npgsql;
using NpgsqlTypes;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>The statement that records the ends of runs, for many at once. Per item the answer, or null where the row is held by somebody else for now.</summary>
/// <remarks>Rows that another transaction holds are passed over and never waited for; see <see cref="RunStarts"/>, also for how it is written.</remarks>
internal sealed class RunFinishes(Database database)
{
    private const string Finish = """
        /* JobRuns.Finish */
        with ended as (
            select * from unnest((select @runIds), (select @states), (select @finishedAts), (select @attempts), (select @exitCodes), (select @logs))
                as e(id, state, "finishedAt", attempts, "exitCode", log)
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
                when r.state in ('QUEUED', 'RUNNING') then 'held'
                when r.state::text = e.state and r."finishedAt" = e."finishedAt" then 'recorded'
                else 'finished'
            end as verdict,
            r.state::text as state
        from ended e
        left join lateral (
            select o.id, o.state, o."finishedAt" from "JobRun" o where e.id not in (select updated.id from updated) and o.id = e.id offset 0
        ) r on true
        """;

    private readonly string _sql = database.Qualify(Finish);

    /// <summary>Ends a batch of runs; no id twice.</summary>
    internal Task<IReadOnlyList<FinishOutcome?>> RunAsync(IReadOnlyList<RunFinish> finishes) =>
        database.RunAsync<IReadOnlyList<FinishOutcome?>>(
            async connection =>
            {
                var batch = RunTransaction.Around(Command(finishes), [], connection);
                await using var disposing = batch.ConfigureAwait(false);
                var byId = await batch.ReadAllAsync(reader => (reader.GetString(0), Outcome(reader))).ConfigureAwait(false);
                return [.. finishes.Select(finish => byId[finish.RunId])];
            },
            CancellationToken.None);

    private NpgsqlBatchCommand Command(IReadOnlyList<RunFinish> finishes)
    {
        var command = new NpgsqlBatchCommand(_sql);
        command.Parameters.Add(Texts("runIds", finishes.Select(finish => finish.RunId)));
        command.Parameters.Add(Texts("states", finishes.Select(finish => finish.State.ToString().ToUpperInvariant())));
        command.Parameters.Add(Instants("finishedAts", finishes.Select(finish => finish.FinishedAt)));
        command.Parameters.Add(Array("attempts", NpgsqlDbType.Integer, finishes.Select(finish => finish.Attempts)));
        command.Parameters.Add(Array("exitCodes", NpgsqlDbType.Integer, finishes.Select(finish => finish.ExitCode)));
        command.Parameters.Add(Texts("logs", finishes.Select(finish => StoredText.Clean(finish.Log))));
        return command;
    }

    private static FinishOutcome? Outcome(NpgsqlDataReader reader) =>
        reader.GetString(1) switch
        {
            "recorded" => new FinishOutcome.Recorded(),
            "finished" => new FinishOutcome.AlreadyFinished(new Row(reader, 2).Label(RunState.Other)),
            "gone" => new FinishOutcome.RunGone(),
            _ => null,
        };
}
