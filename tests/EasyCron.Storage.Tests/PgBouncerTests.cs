using EasyCron.Testing.Postgres;

namespace EasyCron.Storage.Tests;

public class PgBouncerTests : DatabaseTests
{
    private PgBouncer _pooler = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _pooler = await PgBouncer.StartAsync((await PostgresServer.SharedAsync()).Address, connections: 3);
        await App.InsertJobAsync("job", ("updatedAt", Noon));
    }

    [TearDown]
    public async Task StopAsync() => await _pooler.DisposeAsync();

    [Test]
    public async Task Everything_works_through_a_pooler_in_transaction_mode()
    {
        await using var database = new Database(PostgresSettings.FromUrl(_pooler.Url(App.Address)));

        Assert.That((await new SchemaCheck(database).RunAsync()).Problems, Is.Empty);
        await JobsAndRuns.UseEverythingAsync(database, "job", Noon);
    }

    [Test]
    public async Task Fifty_workers_racing_through_a_pooler_leave_one_run_and_no_lock()
    {
        var databases = Enumerable.Range(0, 50).Select(_ => new Database(PostgresSettings.FromUrl(_pooler.Url(App.Address)))).ToArray();
        try
        {
            for (var round = 0; round < 5; round++)
            {
                await App.InsertJobAsync($"job{round}");
                var outcomes = await Task.WhenAll(databases.Select((database, number) =>
                    new RunWriter(database).StartAsync(Start($"job{round}", $"r{round}-{number}", ConcurrencyMode.Skip))));

                Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
            }

            Assert.That(await App.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"), Is.Zero);
        }
        finally
        {
            await Task.WhenAll(databases.Select(database => database.DisposeAsync().AsTask()));
        }
    }
}
