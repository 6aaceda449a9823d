using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace EasyCron.Storage;

/// <summary>
/// The transaction in which runs are begun and ended: one round trip, and under the locks of those jobs whose runs must not be judged side by side.
/// Such a lock is an advisory one of PostgreSQL, held to the end of the transaction, so a transaction pooler does no harm. No row is touched for it,
/// so the app never waits for it.
/// </summary>
/// <remarks>
/// <para>A lock that is not free is not waited for: the statement is told which ones are held, leaves the other jobs alone, and their callers come again. So
/// a worker that vanished in the middle of a transaction stops its own jobs, for as long as the server takes to notice, and no others.</para>
/// <para>A statement sees the world as of its own beginning. So taking the locks is one statement and the question behind them another; in one statement
/// the question would be answered from before the lock. That holds at READ COMMITTED only, which is therefore asked for and not left to defaults.</para>
/// </remarks>
internal static class RunTransaction
{
    /// <summary>The keys of the locks that the transaction holds, for use inside a statement.</summary>
    internal const string HeldKeys = "(select string_to_array(coalesce(current_setting('easycron.held', true), ''), ','))::bigint[]";

    private const string Begin = "begin isolation level read committed";

    // Statements here are planned once and run ten thousand times. A plan made while "JobRun" is still small must not read it from end to end for ever after.
    private const string UseIndexes = "set local enable_seqscan = off";

    // Gives no row; the setting lives as long as the transaction.
    private const string Lock = """
        /* RunTransaction.Lock */
        select 1 from unnest(@keys) as key where pg_try_advisory_xact_lock(key)
        having set_config('easycron.held', coalesce(string_agg(key::text, ','), ''), true) is null
        """;

    private const string Commit = "commit";

    /// <summary>The key of a job's lock, the same on every worker of every version.</summary>
    internal static long Key(string jobId) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"EasyCron job {jobId}")));

    /// <summary>Makes the batch that runs a statement after trying to take the locks of the given keys, if any.</summary>
    internal static NpgsqlBatch Around(NpgsqlBatchCommand statement, IEnumerable<long?> keys, NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UseIndexes));
        var wanted = keys.OfType<long>().Distinct().ToArray();
        if (wanted.Length > 0)
        {
            var take = new NpgsqlBatchCommand(Lock);
            take.Parameters.Add(Arguments.Array("keys", NpgsqlDbType.Bigint, wanted));
            batch.BatchCommands.Add(take);
        }

        batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        return batch;
    }

    /// <summary>Runs a batch to its end, so that the commit has succeeded, and reads every row it gave.</summary>
    internal static async Task<Dictionary<string, T>> ReadAllAsync<T>(this NpgsqlBatch batch, Func<NpgsqlDataReader, (string Id, T Value)> read)
    {
        var rows = new Dictionary<string, T>();
        var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        do
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                var (id, value) = read(reader);
                rows.Add(id, value);
            }
        }
        while (await reader.NextResultAsync().ConfigureAwait(false));

        return rows;
    }
}
