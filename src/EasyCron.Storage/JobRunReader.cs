using Npgsql;

namespace EasyCron.Storage;

/// <summary>Reads the answers of the batched statements, for which Dapper has no door.</summary>
internal static class JobRunReader
{
    /// <summary>Runs a batch to its end, so that a commit at its end has succeeded, and reads every row it gave.</summary>
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

    /// <summary>Reads <see cref="JobRun.Columns"/>, which begin at the given place.</summary>
    internal static JobRun Read(NpgsqlDataReader reader, int first) =>
        new()
        {
            Id = reader.GetString(first),
            JobId = reader.GetString(first + 1),
            State = ReadState(reader, first + 2),
            StartedAt = UtcTimestamp.FromColumn(reader.GetDateTime(first + 3)),
            FinishedAt = reader.IsDBNull(first + 4) ? null : UtcTimestamp.FromColumn(reader.GetDateTime(first + 4)),
            Attempts = reader.GetInt32(first + 5),
            ExitCode = reader.IsDBNull(first + 6) ? null : reader.GetInt32(first + 6),
            Log = reader.IsDBNull(first + 7) ? null : reader.GetString(first + 7),
        };

    internal static RunState ReadState(NpgsqlDataReader reader, int column) => Enum.TryParse<RunState>(reader.GetString(column), ignoreCase: true, out var state) ? state : RunState.Other;
}
