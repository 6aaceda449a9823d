using Npgsql;

namespace EasyCron.System.Tests;

/// <summary>A row of "JobRun" as the app reads it.</summary>
internal sealed record RunRow(
    string Id, string JobId, string State, DateTime StartedAt, DateTime? FinishedAt, int Attempts, int? ExitCode, string? Log)
{
    private const string List = """
        select id, "jobId", state::text, "startedAt", "finishedAt", attempts, "exitCode", log from "JobRun"
        where $1 is null or "jobId" = $1 order by "startedAt", id
        """;

    public bool HasEnded => State is "OK" or "FAIL" or "TIMEOUT";

    /// <summary>Reads the runs of a job, or of all jobs; the oldest first.</summary>
    public static async Task<IReadOnlyList<RunRow>> ListAsync(NpgsqlDataSource database, string? jobId)
    {
        await using var command = database.CreateCommand(List);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)jobId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync();
        List<RunRow> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(new RunRow(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetDateTime(3), reader.IsDBNull(4) ? null : reader.GetDateTime(4),
                reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetString(7)));
        }

        return rows;
    }
}
