using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace EasyCron.Storage;

/// <summary>
/// The transaction in which runs are begun and ended: one round trip, and under the locks of those jobs whose runs must not be judged side by side.
/// Such a lock is an advisory one of PostgreSQL, held to the end of the transaction, so a dead worker holds none and a transaction pooler does no harm.
/// No row is touched for it, so the app never waits for it.
/// </summary>
/// <remarks>
/// A statement sees the world as of its own beginning. So taking the locks is one statement and the question behind them another; in one statement
/// the question would be answered from before the wait. That holds at READ COMMITTED only, which is therefore asked for and not left to defaults.
/// </remarks>
internal static class RunTransaction
{
    private const string Begin = "begin isolation level read committed";

    // Statements here are planned once and run ten thousand times. A plan made while "JobRun" is still small must not read it from end to end for ever after.
    private const string UseIndexes = "set local enable_seqscan = off";

    // Keys come sorted: two batches that want the same locks want them in the same order, and never wait for each other in a circle.
    private const string Lock = """
        /* RunTransaction.Lock */
        select 1 from unnest(@keys) as key where pg_advisory_xact_lock(key) is null
        """;

    private const string Commit = "commit";

    /// <summary>Makes the batch that runs a statement while it holds the locks of the given jobs, if any.</summary>
    internal static NpgsqlBatch Around(NpgsqlBatchCommand statement, IEnumerable<string> jobIds, NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UseIndexes));
        var keys = jobIds.Select(Key).Distinct().Order().ToArray();
        if (keys.Length > 0)
        {
            var take = new NpgsqlBatchCommand(Lock);
            take.Parameters.Add(new NpgsqlParameter<long[]>("keys", keys));
            batch.BatchCommands.Add(take);
        }

        batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        return batch;
    }

    // The same on every worker of every version.
    internal static long Key(string jobId) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"EasyCron job {jobId}")));
}
