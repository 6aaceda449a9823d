using EasyCron.Testing;
using EasyCron.Testing.Postgres;

namespace EasyCron.Storage.Tests;

/// <summary>The database is interrupted, changed or set up strangely while runs are written.</summary>
public class RunFaultTests : DatabaseTests
{
    private static async Task<T> UntilItWorksAsync<T>(Func<Task<T>> act)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception fault) when (PostgresFault.IsTransient(fault))
            {
                await Task.Delay(20);
            }
        }
    }

    [Test]
    public async Task Sessions_ended_by_an_administrator_lose_and_double_nothing()
    {
        const int JobCount = 20, Rounds = 15;
        for (var number = 0; number < JobCount; number++)
        {
            await App.InsertJobAsync($"job{number}");
        }

        using var done = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await App.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'easycron' and random() < 0.5");
                await Task.Delay(5);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, JobCount).Select(async number =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var id = $"r{number:00}-{round:00}";

                // Resumed is the answer where the first one's was lost: the row is there, and there once.
                var start = await UntilItWorksAsync(() => Writer.StartAsync(Start($"job{number}", id, number % 2 == 0 ? ConcurrencyMode.Skip : ConcurrencyMode.Allow)));
                Assert.That(start, Is.InstanceOf<StartOutcome.Started>().Or.InstanceOf<StartOutcome.Resumed>());
                var finish = await UntilItWorksAsync(() => Writer.FinishAsync(Finish($"job{number}", id, log: id)));
                Assert.That(finish, Is.EqualTo(new FinishOutcome.Recorded()));
            }
        }));

        await done.CancelAsync();
        await killing;
        Assert.That(await App.ScalarAsync<long>("""select count(*) from "JobRun" where state = 'OK' and log = id and attempts = 1"""), Is.EqualTo(JobCount * Rounds));
    }

    [Test]
    public async Task A_crash_of_the_server_keeps_what_was_answered()
    {
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { Durable = true });
        await using var app = await server.CreateDatabaseAsync();
        await using var database = new Database(PostgresSettings.FromUrl(app.Url));
        var writer = new RunWriter(database);
        await app.InsertJobAsync("job");
        var answered = new List<string>();
        var crash = Task.Run(async () =>
        {
            await Eventually.BecomesTrueAsync(() => answered.Count > 200);
            await server.KillAsync();
        });

        try
        {
            for (var number = 0; number < 1_000_000; number++)
            {
                await writer.StartAsync(Start("job", $"r{number}", ConcurrencyMode.Allow));
                answered.Add($"r{number}");
            }
        }
        catch (Exception fault) when (PostgresFault.IsTransient(fault))
        {
            // The crash.
        }

        await crash;
        await server.StartAsync();
        Assert.That(await app.ScalarAsync<string[]>("""select array_agg(id) from "JobRun" """), Is.SupersetOf(answered));
    }

    [Test]
    public async Task A_migration_under_prepared_statements_is_got_over()
    {
        await App.InsertJobAsync("job");
        for (var turn = 0; turn < 5; turn++)
        {
            await Jobs.GetAsync("job");
            await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Allow));
        }

        Assert.That(await Database.QuerySingleAsync("select count(*) from pg_prepared_statements", [], row => row.Long(), default), Is.GreaterThan(0), "statements are prepared");
        await App.ExecuteAsync("""alter table "Job" alter name type varchar(100); alter table "JobRun" alter log type varchar(1000); alter table "Job" add column more text""");

        // At most one call of each meets the old plan, and is told to come again.
        Assert.That((await UntilItWorksAsync(() => Jobs.GetAsync("job")))!.Id, Is.EqualTo("job"));
        Assert.That(await UntilItWorksAsync(() => Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Allow))), Is.InstanceOf<StartOutcome.Resumed>());
    }

    [Test]
    public async Task The_history_is_never_read_from_end_to_end_however_cheap_that_seems_to_the_planner()
    {
        await App.ExecuteAsync("""
            alter table "JobRun" set (autovacuum_enabled = off);
            insert into "Job" (id, "teamId", name, "apiUrl", "updatedAt") select 'job' || n, 't', 'n', 'u', now() from generate_series(0, 19) n
            """);
        await using (var database = Open("&options=-c%20random_page_cost%3D1000"))
        {
            // As a plan made while the table was small would go on doing when it is large.
            var writer = new RunWriter(database);
            for (var round = 0; round < 20; round++)
            {
                var mode = (ConcurrencyMode)(round % 3);
                await Task.WhenAll(Enumerable.Range(0, 20).Select(number => writer.StartAsync(Start($"job{number}", $"r{round}-{number}", mode))));
                await Task.WhenAll(Enumerable.Range(0, 20).Select(number => writer.FinishAsync(Finish($"job{number}", $"r{round}-{number}"))));
                await Task.WhenAll(Enumerable.Range(0, 20).Select(number => writer.NextInLineAsync($"job{number}")));
            }
        }

        // A session reports what it did when it ends.
        await Eventually.BecomesAsync(() => App.ScalarAsync<long>("select idx_scan from pg_stat_user_tables where relname = 'JobRun'"), scans => scans > 400);
        Assert.That(await App.ScalarAsync<long>("select seq_tup_read from pg_stat_user_tables where relname = 'JobRun'"), Is.Zero);
    }

    [Test]
    public async Task Behind_pgbouncer_nothing_is_prepared()
    {
        await using var database = Open("&pgbouncer=true&connection_limit=1");
        await App.InsertJobAsync("job", ("updatedAt", Noon));
        await JobsAndRuns.UseEverythingAsync(database, "job", Noon);

        Assert.That(await database.QuerySingleAsync("select count(*) from pg_prepared_statements", [], row => row.Long(), default), Is.Zero);
    }

    [TestCase("&options=-c%20default_transaction_isolation%3Drepeatable%5C%20read")]
    [TestCase("&options=-c%20default_transaction_isolation%3Dserializable")]
    [TestCase("&options=-c%20timezone%3DAmerica/St_Johns")]
    [TestCase("&options=-c%20datestyle%3DSQL,DMY%20-c%20intervalstyle%3Dsql_standard")]
    [TestCase("&options=-c%20plan_cache_mode%3Dforce_generic_plan")]
    [TestCase("&connection_limit=1")]
    public async Task A_session_with_other_defaults_makes_no_difference(string parameters)
    {
        await App.InsertJobAsync("job", ("updatedAt", Noon));
        await using var database = Open(parameters);

        await JobsAndRuns.UseEverythingAsync(database, "job", Noon);

        Assert.That(await App.ScalarAsync<string>("""select "updatedAt"::text from "Job" """), Is.EqualTo("2026-03-01 13:00:00"));
    }

    [Test]
    public async Task Admission_does_not_rest_on_the_default_isolation()
    {
        // Were the lock and the question to share the snapshot of an outer transaction, the question would be answered from before the wait.
        var databases = Enumerable.Range(0, 20).Select(_ => Open("&connection_limit=1&options=-c%20default_transaction_isolation%3Drepeatable%5C%20read")).ToArray();
        for (var round = 0; round < 10; round++)
        {
            await App.InsertJobAsync($"job{round}");
            var outcomes = await Task.WhenAll(databases.Select((database, number) => new RunWriter(database).StartAsync(Start($"job{round}", $"r{round}-{number}", ConcurrencyMode.Skip))));

            Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
        }

        await Task.WhenAll(databases.Select(database => database.DisposeAsync().AsTask()));
    }

    [Test]
    public async Task Instants_are_stored_as_UTC_although_the_server_is_not_in_UTC()
    {
        await App.InsertJobAsync("job");
        var kolkata = new DateTimeOffset(2026, 3, 1, 17, 30, 0, 123, TimeSpan.FromHours(5.5));
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip, kolkata));
        await Writer.FinishAsync(Finish("job", "r1", at: kolkata.AddSeconds(1)));

        Assert.That(await App.ScalarAsync<string>("show timezone"), Is.Not.EqualTo("UTC"), "else this shows nothing");
        Assert.That(await App.ScalarAsync<string>("""select "startedAt"::text || ' ' || "finishedAt"::text from "JobRun" """), Is.EqualTo("2026-03-01 12:00:00.123 2026-03-01 12:00:01.123"));
        Assert.That((await Runs.GetAsync("r1"))!.StartedAt, Is.EqualTo(kolkata));
    }
}
