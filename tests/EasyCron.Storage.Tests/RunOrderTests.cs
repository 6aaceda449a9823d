using EasyCron.Testing;
using Npgsql;

namespace EasyCron.Storage.Tests;

/// <summary>What races show only now and then, staged step by step against a transaction of the test's own.</summary>
public class RunOrderTests : DatabaseTests
{
    private NpgsqlConnection _connection = null!;

    [SetUp]
    public async Task BeginAsync()
    {
        await App.InsertJobAsync("a");
        await App.InsertJobAsync("b");
        _connection = await App.DataSource.OpenConnectionAsync();
        await OtherAsync("begin");
    }

    [TearDown]
    public async Task EndAsync() => await _connection.DisposeAsync();

    private async Task OtherAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task OtherLocksAsync(string jobId) => OtherAsync($"select pg_advisory_xact_lock({RunTransaction.Key(jobId)})");

    private Task OtherInsertsAsync(string runId, string jobId, string state) =>
        OtherAsync($"""insert into "JobRun" (id, "jobId", state) values ('{runId}', '{jobId}', '{state}')""");

    // Until a session of ours waits for one that another transaction holds.
    private Task WaitingAsync() => Eventually.BecomesTrueAsync(async () =>
        await App.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'easycron' and wait_event_type = 'Lock'") > 0);

    [Test]
    public async Task A_run_that_is_joining_the_line_just_now_is_not_overlooked()
    {
        await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Queue));

        // Another worker has judged that c1 is running, and so queues c2, but has not committed.
        await OtherLocksAsync("a");
        await OtherInsertsAsync("c2", "a", "QUEUED");
        await Writer.FinishAsync(Finish("a", "c1"));
        var next = Writer.NextInLineAsync("a");
        Assert.That(await new RunLines(Database).RunAsync(["a", "b"]), Is.EqualTo(new[] { null, new RunLines.NextInLine(null) }), "a cannot be said yet");
        Assert.That(next.IsCompleted, Is.False);
        await OtherAsync("commit");

        Assert.That(await next, Is.EqualTo("c2"));
    }

    [Test]
    public async Task A_start_waits_for_the_jobs_lock_outside_the_database_and_delays_no_other_job([Values(ConcurrencyMode.Skip, ConcurrencyMode.Queue)] ConcurrencyMode mode)
    {
        await OtherLocksAsync("a");
        await OtherInsertsAsync("c1", "a", "RUNNING");
        var starting = Writer.StartAsync(Start("a", "c2", mode));

        Assert.That(await new RunStarts(Database, 100).RunAsync([Start("a", "c3", mode), Start("b", "c4", mode)]), Is.EqualTo(new[] { null, new StartOutcome.Started() }));
        Assert.That(starting.IsCompleted, Is.False);
        await OtherAsync("commit");

        Assert.That(await starting, Is.EqualTo(mode == ConcurrencyMode.Skip ? new StartOutcome.SkippedBecauseRunning("c1") : (StartOutcome)new StartOutcome.QueuedAt(1)));
    }

    [Test]
    public async Task A_finished_or_running_run_is_told_without_the_lock()
    {
        await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Skip));
        await OtherLocksAsync("a");

        Assert.That(await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Skip)), Is.InstanceOf<StartOutcome.Resumed>());
        await Writer.FinishAsync(Finish("a", "c1"));
        Assert.That(await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Skip)), Is.InstanceOf<StartOutcome.AlreadyFinished>());
    }

    [Test]
    public async Task After_a_refused_statement_no_lock_is_left_and_connections_are_fit_for_use([Range(0, 3)] int usesBefore)
    {
        // The driver prepares a statement when it is used again, so a refusal may come before, while and after.
        for (var use = 0; use < usesBefore; use++)
        {
            await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Skip));
        }

        Assert.That(() => new RunStarts(Database, 100).RunAsync([Start("a\0", "c2", ConcurrencyMode.Skip)]), Throws.TypeOf<PostgresException>().With.Property("SqlState").EqualTo("22021"));

        Assert.That(await App.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"), Is.Zero);
        for (var use = 0; use < 4; use++)
        {
            Assert.That(await Writer.StartAsync(Start("b", $"c{3 + use}", ConcurrencyMode.Allow)), Is.EqualTo(new StartOutcome.Started()));
        }
    }

    [Test]
    public async Task Rows_are_written_in_the_order_of_their_ids_so_that_two_batches_cannot_wait_for_each_other()
    {
        await OtherInsertsAsync("c1", "a", "RUNNING");
        var batch = new RunStarts(Database, 100).RunAsync([Start("b", "c2", ConcurrencyMode.Allow), Start("a", "c1", ConcurrencyMode.Allow)]);
        await WaitingAsync();

        // Had the batch written c2 already, each would now wait for the other.
        await OtherInsertsAsync("c2", "b", "RUNNING");
        await OtherAsync("commit");

        Assert.That(await batch, Is.EqualTo(new StartOutcome?[] { null, null }), "both are to be asked for again");
        Assert.That(await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Allow)), Is.InstanceOf<StartOutcome.Resumed>());
    }
}
