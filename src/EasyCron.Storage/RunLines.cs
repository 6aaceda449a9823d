using Npgsql;
using NpgsqlTypes;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>The statement that names the run that may start next, for many jobs at once. Per job the answer, or null where its lock is held by somebody else for now.</summary>
/// <remarks>
/// It takes the lock although it writes nothing: a worker that saw a run still running may be putting another into the line behind it just now. Under the lock that
/// one's row is there to be seen, or it will itself see the end that this question follows.
/// </remarks>
internal sealed class RunLines(Database database)
{
    // Ids sort by scheduled time, byte by byte; not every language's order of letters does the same.
    private const string Next = $"""
        /* JobRuns.Next */
        select a."jobId", a.key = any({RunTransaction.HeldKeys}) as held, line.id
        from unnest((select @jobIds), (select @keys)) as a("jobId", key)
        left join lateral (
            select r.id from "JobRun" r
            where r."jobId" = a."jobId" and r.state = 'QUEUED'
                and not exists (select 1 from "JobRun" o where o."jobId" = a."jobId" and o.state = 'RUNNING')
            order by r.id collate "C" limit 1
        ) line on true
        """;

    private readonly string _sql = database.Qualify(Next);

    /// <summary>Asks for a batch of jobs, none twice.</summary>
    internal Task<IReadOnlyList<NextInLine?>> RunAsync(IReadOnlyList<string> jobIds) =>
        database.RunAsync<IReadOnlyList<NextInLine?>>(
            async connection =>
            {
                var keys = jobIds.Select(id => (long?)RunTransaction.Key(id)).ToArray();
                var command = new NpgsqlBatchCommand(_sql);
                command.Parameters.Add(Texts("jobIds", jobIds));
                command.Parameters.Add(Array("keys", NpgsqlDbType.Bigint, keys));
                var batch = RunTransaction.Around(command, keys, connection);
                await using var disposing = batch.ConfigureAwait(false);
                var byId = await batch.ReadAllAsync(reader => (reader.GetString(0), Answer(reader))).ConfigureAwait(false);
                return [.. jobIds.Select(id => byId[id])];
            },
            CancellationToken.None);

    private static NextInLine? Answer(NpgsqlDataReader reader) =>
        reader.GetBoolean(1) ? new NextInLine(reader.IsDBNull(2) ? null : reader.GetString(2)) : null;

    /// <summary>The run that may start next, or null where none waits or one is running.</summary>
    internal sealed record NextInLine(string? RunId);
}
