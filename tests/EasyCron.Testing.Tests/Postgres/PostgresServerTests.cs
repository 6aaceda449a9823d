using EasyCron.Testing.Postgres;
using Npgsql;

namespace EasyCron.Testing.Tests.Postgres;

public sealed class PostgresServerTests
{
    [Test]
    public async Task Each_database_has_the_app_s_empty_tables_and_sees_nothing_of_the_others()
    {
        var server = await PostgresServer.SharedAsync();
        await using var first = await server.CreateDatabaseAsync();
        await using var second = await server.CreateDatabaseAsync();

        await first.InsertJobAsync("job-1", ("cronExpression", "* * * * *"), ("allowedDays", "[true]"), ("retries", 2));
        await first.ExecuteAsync("""insert into "JobRun" ("id", "jobId") values ('run-1', 'job-1')""");

        Assert.That(await first.ScalarAsync<string>("""select status::text from "Job" """), Is.EqualTo("ENABLED"));
        Assert.That(await first.ScalarAsync<string>("""select "allowedDays"::text from "Job" """), Is.EqualTo("[true]"));
        Assert.That(await first.ScalarAsync<long>("""select count(*) from "JobRun" """), Is.EqualTo(1));
        Assert.That(await second.ScalarAsync<long>("""select count(*) from "Job" """), Is.Zero);

        await first.ExecuteAsync("""delete from "Job" """);
        Assert.That(await first.ScalarAsync<long>("""select count(*) from "JobRun" """), Is.Zero, "runs go with their job");
    }

    [Test]
    public async Task A_database_is_dropped_although_somebody_is_still_connected()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        var database = await server.CreateEmptyDatabaseAsync();
        await using var straggler = new NpgsqlConnection(database.Address.ConnectionString);
        await straggler.OpenAsync();

        await database.DisposeAsync();

        await using var observer = await server.CreateEmptyDatabaseAsync();
        var found = await observer.ScalarAsync<long>($"select count(*) from pg_database where datname = '{database.Address.Database}'");
        Assert.That(found, Is.Zero);
    }

    [Test]
    public async Task A_role_that_may_not_create_databases_gets_a_schema()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var owner = await server.CreateEmptyDatabaseAsync();
        await owner.ExecuteAsync($"""create role app login; grant create on database "{owner.Address.Database}" to app""");
        var database = await TestDatabase.CreateAsync(owner.Address with { User = "app" }, withTables: true, CancellationToken.None);

        await database.InsertJobAsync("job-1");
        Assert.That(database.Address.Database, Is.EqualTo(owner.Address.Database));
        Assert.That(database.Url, Does.EndWith($"?schema={database.Address.Schema}"));
        Assert.That(await owner.ScalarAsync<long>($"""select count(*) from {database.Address.Schema}."Job" """), Is.EqualTo(1));

        await database.DisposeAsync();
        Assert.That(await owner.ScalarAsync<long>("select count(*) from pg_namespace where nspname like 'test%'"), Is.Zero);
    }

    [Test]
    public async Task A_private_server_runs_in_the_time_zone_it_is_given()
    {
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { TimeZone = "America/New_York" });
        await using var database = await server.CreateEmptyDatabaseAsync();

        Assert.That(await database.ScalarAsync<string>("show timezone"), Is.EqualTo("America/New_York"));
    }

    [Test]
    public async Task Committed_rows_survive_a_kill_and_a_stop()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = await server.CreateDatabaseAsync();
        await database.InsertJobAsync("job-1");

        await server.KillAsync();
        await server.StartAsync();
        await database.InsertJobAsync("job-2");
        await server.StopAsync();
        await server.StartAsync();

        Assert.That(await database.ScalarAsync<long>("""select count(*) from "Job" """), Is.EqualTo(2));
    }

    [Test]
    public async Task A_paused_server_answers_only_after_it_is_resumed()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = await server.CreateDatabaseAsync();
        Assert.That(await database.ScalarAsync<int>("select 1"), Is.EqualTo(1), "a session exists before the pause");

        server.Pause();
        var answer = database.ScalarAsync<int>("select 2");
        await Eventually.BecomesAsync(() => File.ReadAllText($"/proc/{server.ProcessId}/stat").Split(") ")[1][0], state => state == 'T');
        Assert.That(answer.IsCompleted, Is.False);
        server.Resume();

        Assert.That(await answer, Is.EqualTo(2));
    }

    [Test]
    public async Task A_wrong_password_is_refused_where_one_is_required()
    {
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { RequirePassword = true });
        await using var database = await server.CreateEmptyDatabaseAsync();
        await using var intruder = new NpgsqlConnection((database.Address with { Password = "wrong" }).ConnectionString);

        var failure = await Assert.ThrowsAsync<PostgresException>(() => intruder.OpenAsync());

        Assert.That(failure?.SqlState, Is.EqualTo(PostgresErrorCodes.InvalidPassword));
    }

    [TestCase("postgresql://u:p%40s%2Fs@db.example:6432/app?schema=s%20x&sslmode=disable", "db.example", 6432, "p@s/s", "app", "s x")]
    [TestCase("postgres://u@localhost/app", "localhost", 5432, null, "app", "public")]
    public void Addresses_in_Prisma_s_form_are_read_and_written(string url, string host, int port, string? password, string database, string schema)
    {
        var address = PostgresAddress.Parse(url);

        Assert.That(address, Is.EqualTo(new PostgresAddress(host, port, "u", password, database, schema)));
        Assert.That(PostgresAddress.Parse(address.Url), Is.EqualTo(address));
    }
}
