using Npgsql;

namespace EasyCron.Storage.Tests;

/// <summary>The app holds rows in a transaction of its own.</summary>
public class LockedRowTests : DatabaseTests
{
    [SetUp]
    public async Task InsertAsync()
    {
        await App.InsertJobAsync("held");
        await App.InsertJobAsync("free");
    }

    private async Task<NpgsqlTransaction> HoldAsync(string sql)
    {
        var connection = await App.DataSource.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }

    private static async Task ReleaseAsync(NpgsqlTransaction transaction, bool commit)
    {
        var connection = transaction.Connection!;
        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
        await connection.DisposeAsync();
    }

    [Test]
    public async Task A_start_waits_for_a_deletion_under_way_and_learns_how_it_ended([Values] bool commit)
    {
        var holding = await HoldAsync("""delete from "Job" where id = 'held'""");

        var waiting = Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip));
        Assert.That(await Writer.StartAsync(Start("free", "r2", ConcurrencyMode.Skip)), Is.EqualTo(new StartOutcome.Started()), "other jobs do not wait with it");
        Assert.That(waiting.IsCompleted, Is.False);
        await ReleaseAsync(holding, commit);

        Assert.That(await waiting, Is.EqualTo(commit ? new StartOutcome.JobGone() : (StartOutcome)new StartOutcome.Started()));
    }

    [Test]
    public async Task An_ordinary_edit_under_way_delays_nothing()
    {
        var job = (await Jobs.GetAsync("held"))!;
        var holding = await HoldAsync("""update "Job" set "apiUrl" = 'http://elsewhere' where id = 'held'""");

        Assert.That(await Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip, version: job.Version)), Is.EqualTo(new StartOutcome.Started()), "it has not been committed");
        await ReleaseAsync(holding, commit: true);

        Assert.That(await Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip, version: job.Version)), Is.EqualTo(new StartOutcome.JobChanged()));
    }

    [Test]
    public async Task An_end_waits_for_a_deletion_under_way_and_learns_how_it_ended([Values] bool commit)
    {
        await Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip));
        await Writer.StartAsync(Start("free", "r2", ConcurrencyMode.Skip));
        var holding = await HoldAsync("""delete from "Job" where id = 'held'""");

        var waiting = Writer.FinishAsync(Finish("held", "r1"));
        Assert.That(await Writer.FinishAsync(Finish("free", "r2")), Is.EqualTo(new FinishOutcome.Recorded()), "other runs do not wait with it");
        Assert.That(waiting.IsCompleted, Is.False);
        await ReleaseAsync(holding, commit);

        Assert.That(await waiting, Is.EqualTo(commit ? new FinishOutcome.RunGone() : (FinishOutcome)new FinishOutcome.Recorded()));
    }

    [Test]
    public async Task A_row_held_for_too_long_is_a_transient_fault()
    {
        await Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip));
        var impatient = new RunWriter(Database) { LockPatience = TimeSpan.FromMilliseconds(50) };
        var holding = await HoldAsync("""delete from "Job" where id = 'held'""");

        var start = (await Assert.CatchAsync(() => impatient.StartAsync(Start("held", "r2", ConcurrencyMode.Allow))))!;
        var finish = (await Assert.CatchAsync(() => impatient.FinishAsync(Finish("held", "r1"))))!;
        await ReleaseAsync(holding, commit: false);

        Assert.That(start.Message, Does.Contain("held"));
        Assert.That(PostgresFault.IsTransient(start) && PostgresFault.IsTransient(finish), Is.True);
    }

    [Test]
    public async Task A_waiting_call_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var holding = await HoldAsync("""delete from "Job" where id = 'held'""");

        var waiting = Writer.StartAsync(Start("held", "r1", ConcurrencyMode.Skip), cancellation.Token);
        await cancellation.CancelAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        await ReleaseAsync(holding, commit: false);
        Assert.That(await Runs.GetAsync("r1"), Is.Null);
    }

    [Test]
    public async Task An_app_that_deletes_many_jobs_under_load_is_never_the_victim_of_a_deadlock()
    {
        const int JobCount = 60;
        for (var round = 0; round < 5; round++)
        {
            for (var number = 0; number < JobCount; number++)
            {
                await App.InsertJobAsync($"job{round}-{number}");
            }

            // Against the order in which rows are written, so that both would meet in the middle.
            var runs = Enumerable.Range(0, JobCount).Reverse().Select(async number =>
            {
                var id = $"{round}-{number}";
                if (await Writer.StartAsync(Start($"job{id}", $"r{id}", ConcurrencyMode.Skip)) is StartOutcome.Started)
                {
                    await Writer.FinishAsync(Finish($"job{id}", $"r{id}"));
                }
            }).ToArray();
            await App.ExecuteAsync($"""delete from "Job" where id like 'job{round}-%'""");
            await Task.WhenAll(runs);
        }

        Assert.That(await App.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()"), Is.Zero);
    }
}
