namespace EasyCron.Storage.Tests;

public class SchemaCheckTests : DatabaseTests
{
    private Task<SchemaReport> CheckAsync(bool withRetention = false) => new SchemaCheck(Database).RunAsync(withRetention);

    [Test]
    public async Task The_apps_schema_fits()
    {
        var report = await CheckAsync(withRetention: true);

        Assert.That(report.Problems, Is.Empty);
        Assert.That(report.IsUsable, Is.True);
        Assert.That(report.ToString(), Is.EqualTo("The tables in schema \"public\" fit."));
    }

    [TestCase("""drop table "JobRun" """, "table \"JobRun\" is missing")]
    [TestCase("""drop table "Job" cascade""", "table \"Job\" is missing")]
    [TestCase("""alter table "Job" drop column "apiUrl" """, "column \"Job\".\"apiUrl\" is missing")]
    [TestCase("""alter table "Job" rename column "updatedAt" to updated_at""", "column \"Job\".\"updatedAt\" is missing")]
    [TestCase("""alter table "JobRun" drop column log, drop column "exitCode" """, "column \"JobRun\".\"exitCode\" is missing", "column \"JobRun\".\"log\" is missing")]
    [TestCase("""alter table "JobRun" alter "startedAt" type timestamptz""", "column \"JobRun\".\"startedAt\" is timestamp with time zone, expected timestamp(3) without time zone")]
    [TestCase("""alter table "JobRun" alter "exitCode" type text""", "column \"JobRun\".\"exitCode\" is text, expected integer")]
    [TestCase("""alter table "Job" alter "apiTimeout" type bigint""", "column \"Job\".\"apiTimeout\" is bigint, expected integer")]
    [TestCase("""alter table "Job" alter "allowedDays" type text""", "column \"Job\".\"allowedDays\" is text, expected jsonb")]
    [TestCase("""alter table "Job" alter jitter drop default, alter jitter type integer using 1""", "column \"Job\".\"jitter\" is integer, expected boolean")]
    [TestCase("""alter table "Job" alter status drop default, alter status type text""", "column \"Job\".\"status\" is text, expected \"JobStatus\"")]
    [TestCase("""alter type "RunState" rename value 'TIMEOUT' to 'TIMED_OUT'""", "enum \"RunState\" lacks the value TIMEOUT")]
    [TestCase("""alter type "JobStatus" rename to "Status" """, "column \"Job\".\"status\" is \"Status\", expected \"JobStatus\"", "enum \"JobStatus\" is missing")]
    [TestCase("""alter table "JobRun" add column "workerId" text not null""", "column \"JobRun\".\"workerId\" must be given a value and is not known to this version; give it a default")]
    [TestCase("""drop table "JobRun"; create view "JobRun" as select 1 as id""", "\"JobRun\" is not a table but a view or foreign table")]
    public async Task What_is_missing_or_different_is_named(string mutation, params string[] problems)
    {
        await App.ExecuteAsync(mutation);

        var report = await CheckAsync();

        Assert.That(report.IsUsable, Is.False);
        Assert.That(report.Problems, Is.EqualTo(problems));
        Assert.That(report.ToString(), Does.StartWith($"The tables in schema \"public\" do not fit:\n- {string.Join("\n- ", problems)}\n"));
    }

    [TestCase("""alter table "Job" add column extra text not null default 'x'""")]
    [TestCase("""alter table "JobRun" add column extra text""")]
    [TestCase("""alter table "JobRun" add column extra integer generated always as identity""")]
    [TestCase("""alter table "JobRun" add column extra integer not null default 1""")]
    [TestCase("""alter table "Job" add column extra text""")]
    [TestCase("""alter table "Job" alter name type varchar(200)""")]
    [TestCase("""alter table "Job" alter "apiAuth" type json""")]
    [TestCase("""alter type "RunState" add value 'CANCELLED'""")]
    [TestCase("create table other (id integer)")]
    [TestCase("create schema old; create table old.\"Job\" (id integer)")]
    public async Task What_is_more_or_of_the_same_kind_does_no_harm(string mutation)
    {
        await App.ExecuteAsync(mutation);

        Assert.That((await CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task An_empty_database_is_said_to_be_empty()
    {
        await App.ExecuteAsync("""drop table "Job", "JobRun"; drop type "JobStatus", "RunState" """);

        Assert.That((await CheckAsync()).Problems, Is.EqualTo(new[]
        {
            "table \"Job\" is missing", "table \"JobRun\" is missing", "enum \"JobStatus\" is missing", "enum \"RunState\" is missing",
        }));
    }

    [Test]
    public async Task Tables_that_stand_in_another_schema_are_pointed_to()
    {
        await using var database = new Database(PostgresSettings.FromUrl((App.Address with { Schema = "app" }).Url));

        var report = await new SchemaCheck(database).RunAsync();

        Assert.That(report.Problems, Has.Some.EqualTo("table \"Job\" is missing (there is one in schema \"public\": set schema= in DATABASE_URL)"));
    }
}
