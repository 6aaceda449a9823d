namespace EasyCron.Storage.Tests;

/// <summary>The app's tables need not stand in the schema <c>public</c>.</summary>
public class SchemaNameTests : DatabaseTests
{
    [TestCase("app", "")]
    [TestCase("app", "&pgbouncer=true")]
    [TestCase("My \"App\"", "")]
    public async Task Every_statement_goes_to_the_schema_that_the_address_names(string schema, string parameters)
    {
        // As the app has it after a move; a decoy in public would take what goes astray.
        var quoted = $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await App.ExecuteAsync($"""
            create schema {quoted};
            alter type "JobStatus" set schema {quoted}; alter type "RunState" set schema {quoted};
            alter table "Job" set schema {quoted}; alter table "JobRun" set schema {quoted};
            create table public."Job" (id text, decoy boolean); create table public."JobRun" (id text, decoy boolean);
            insert into {quoted}."Job" (id, "teamId", name, "apiUrl", "updatedAt") values ('job', 't', 'n', 'u', '2026-03-01 12:00')
            """);
        await using var database = new Database(PostgresSettings.FromUrl((App.Address with { Schema = schema }).Url + parameters));
        var (jobs, writer, runs) = (new JobRepository(database), new RunWriter(database), new JobRunRepository(database));

        Assert.That((await new SchemaCheck(database).RunAsync(withRetention: true)).Problems, Is.Empty);
        await JobsAndRuns.UseEverythingAsync(database, "job", Noon);
        Assert.That((await jobs.GetAsync("job"))!.Status, Is.EqualTo(JobStatus.Disabled));
        Assert.That((await runs.GetAsync("c2"))!.State, Is.EqualTo(RunState.Ok));
        Assert.That(await writer.StartAsync(Start("job", "c3", ConcurrencyMode.Skip)), Is.EqualTo(new StartOutcome.Started()));
    }
}
