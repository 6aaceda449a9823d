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
    public async Task An_end_does_not_overlook_a_run_that_is_joining_the_line_just_now()
    {
        await Writer.StartAsync(Start("a", "c1", ConcurrencyMode.Queue));

        // Another worker has judged that c1 is running, and so queues c2, but has not committed.
        await OtherLocksAsync("a");
        await OtherInsertsAsync("c2", "a", "QUEUED");
        var ending = Writer.FinishAsync(Finish("a", "c1", namesNext: true));
        await WaitingAsync();
        await OtherAsync("commit");

        Assert.That(await ending, Is.EqualTo(new FinishOutcome.Recorded("c2")));
    }

    [Test]
    public async Task A_start_sees_what_was_committed_while_it_waited_for_the_lock()
    {
        await OtherLocksAsync("a");
        await OtherInsertsAsync("c1", "a", "RUNNING");
        var starting = Writer.StartAsync(Start("a", "c2", ConcurrencyMode.Skip));
        await WaitingAsync();
        await OtherAsync("commit");

        Assert.That(await starting, Is.EqualTo(new StartOutcome.SkippedBecauseRunning("c1")));
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

    [Test]
    public async Task Locks_are_taken_in_one_order_so_that_two_batches_cannot_wait_for_each_other()
    {
        var (low, high) = RunTransaction.Key("a") < RunTransaction.Key("b") ? ("a", "b") : ("b", "a");
        await OtherLocksAsync(low);
        var batch = new RunStarts(Database, 100).RunAsync([Start(high, "c1", ConcurrencyMode.Skip), Start(low, "c2", ConcurrencyMode.Skip)]);
        await WaitingAsync();

        // Had the batch taken the higher lock already, each would now wait for the other.
        await OtherLocksAsync(high);
        await OtherAsync("commit");

        Assert.That(await batch, Is.All.EqualTo(new StartOutcome.Started()));
    }
}
