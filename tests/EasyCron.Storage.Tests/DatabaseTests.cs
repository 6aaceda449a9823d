using EasyCron.Testing.Postgres;
using Npgsql;

namespace EasyCron.Storage.Tests;

/// <summary>A test with a database of its own, on a server whose zone is not UTC, and rows put there as the web app would.</summary>
public abstract class DatabaseTests
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected TestDatabase App { get; private set; } = null!;

    protected Database Database { get; private set; } = null!;

    protected RunWriter Writer { get; private set; } = null!;

    protected JobRepository Jobs { get; private set; } = null!;

    protected JobRunRepository Runs { get; private set; } = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        App = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Database = Open();
        Writer = new RunWriter(Database);
        Jobs = new JobRepository(Database);
        Runs = new JobRunRepository(Database);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await Database.DisposeAsync();
        await App.DisposeAsync();
    }

    /// <summary>Makes another pool on the test's database, as another worker process would have; disposed by the test.</summary>
    protected Database Open(string parameters = "") => new(PostgresSettings.FromUrl(App.Url + parameters));

    protected static RunStart Start(string jobId, string runId, ConcurrencyMode mode, DateTimeOffset? at = null, uint? version = null) =>
        new() { RunId = runId, JobId = jobId, Mode = mode, JobVersion = version, StartedAt = at ?? Noon };

    protected static RunFinish Finish(string jobId, string runId, RunState state = RunState.Ok, string? log = null, DateTimeOffset? at = null) =>
        new() { RunId = runId, JobId = jobId, State = state, FinishedAt = at ?? Noon.AddSeconds(1), Attempts = 1, ExitCode = 200, Log = log };

    /// <summary>Puts a run into the table past this project.</summary>
    protected async Task InsertRunAsync(string id, string jobId, string state, DateTimeOffset startedAt, DateTimeOffset? finishedAt = null, int? exitCode = null, string? log = null)
    {
        await using var command = App.DataSource.CreateCommand("""
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt", "exitCode", log) values ($1, $2, $3::"RunState", $4, $5, $6, $7)
            """);
        foreach (var value in new object?[] { id, jobId, state, startedAt.UtcDateTime, finishedAt?.UtcDateTime, exitCode, log })
        {
            var plain = value is DateTime instant ? DateTime.SpecifyKind(instant, DateTimeKind.Unspecified) : value;
            command.Parameters.Add(new NpgsqlParameter { Value = plain ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync();
    }

    protected async Task<string[]> RunsInStateAsync(string state) =>
        await App.ScalarAsync<string[]>($"""select coalesce(array_agg(id order by id collate "C"), array[]::text[]) from "JobRun" where state::text = '{state}'""") ?? [];
}
