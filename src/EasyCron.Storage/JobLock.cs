using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace EasyCron.Storage;

/// <summary>
/// The lock under which runs of one job are admitted and queued: an advisory lock of PostgreSQL, held to the end of the transaction, so a dead worker
/// holds none and a transaction pooler does no harm. No row is touched, so the app never waits for it.
/// </summary>
/// <remarks>
/// A statement sees the world as of its own beginning. So the lock is one statement and the question behind it another; in one statement
/// the question would be answered from before the wait. That holds at READ COMMITTED only, which is therefore asked for and not left to defaults.
/// </remarks>
internal static class JobLock
{
    private const string Begin = "begin isolation level read committed";
    private const string Commit = "commit";

    // Keys come sorted: two batches that want the same locks want them in the same order, and never wait for each other in a circle.
    private const string Take = """
        /* JobLock.Take */
        select 1 from unnest(@keys) as key where pg_advisory_xact_lock(key) is null
        """;

    /// <summary>Makes the batch that runs a statement while it holds the locks of the given jobs; without jobs, just the statement.</summary>
    internal static NpgsqlBatch Around(NpgsqlBatchCommand statement, IEnumerable<string> jobIds, NpgsqlConnection connection)
    {
        var keys = jobIds.Select(Key).Distinct().Order().ToArray();
        var batch = new NpgsqlBatch(connection);
        if (keys.Length == 0)
        {
            batch.BatchCommands.Add(statement);
            return batch;
        }

        var take = new NpgsqlBatchCommand(Take);
        take.Parameters.Add(new NpgsqlParameter<long[]>("keys", keys));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        batch.BatchCommands.Add(take);
        batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        return batch;
    }

    // The same on every worker of every version.
    private static long Key(string jobId) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"EasyCron job {jobId}")));
}
