namespace EasyCron.Storage.Tests;

public class RunQueueTests : DatabaseTests
{
    [SetUp]
    public async Task InsertAsync() => await App.InsertJobAsync("job", ("concurrency", "queue"));

    private Task<StartOutcome> QueueAsync(string runId) => Writer.StartAsync(Start("job", runId, ConcurrencyMode.Queue));

    private async Task<string?> EndAsync(string runId)
    {
        Assert.That(await Writer.FinishAsync(Finish("job", runId)), Is.EqualTo(new FinishOutcome.Recorded()));
        return await Writer.NextInLineAsync("job");
    }

    [Test]
    public async Task The_first_run_starts_and_the_others_wait_in_the_order_of_their_ids()
    {
        Assert.That(await QueueAsync("c5"), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await QueueAsync("c7"), Is.EqualTo(new StartOutcome.QueuedAt(1)));
        Assert.That(await QueueAsync("c9"), Is.EqualTo(new StartOutcome.QueuedAt(2)));
        Assert.That(await QueueAsync("c6"), Is.EqualTo(new StartOutcome.QueuedAt(1)), "an earlier one goes before");
        Assert.That(await QueueAsync("c9"), Is.EqualTo(new StartOutcome.QueuedAt(3)), "asked again, it keeps its place");
        Assert.That(await RunsInStateAsync("QUEUED"), Is.EqualTo(new[] { "c6", "c7", "c9" }));
    }

    [Test]
    public async Task A_waiting_run_has_made_no_attempt_and_starts_its_clock_when_it_begins()
    {
        await QueueAsync("c1");
        await QueueAsync("c2");
        Assert.That((await Runs.GetAsync("c2"))!.Attempts, Is.Zero);

        await EndAsync("c1");
        await Writer.StartAsync(Start("job", "c2", ConcurrencyMode.Queue, Noon.AddMinutes(7)));

        Assert.That(await Runs.GetAsync("c2"), Is.EqualTo(new JobRun { Id = "c2", JobId = "job", State = RunState.Running, StartedAt = Noon.AddMinutes(7), Attempts = 1 }));
    }

    [Test]
    public async Task After_an_end_the_first_in_line_is_next_and_only_that_one_may_start()
    {
        await QueueAsync("c1");
        await QueueAsync("c3");
        await QueueAsync("c2");

        Assert.That(await EndAsync("c1"), Is.EqualTo("c2"));
        Assert.That(await QueueAsync("c3"), Is.EqualTo(new StartOutcome.QueuedAt(2)), "it is not first");
        Assert.That(await QueueAsync("c4"), Is.EqualTo(new StartOutcome.QueuedAt(3)), "a new one does not overtake");
        Assert.That(await QueueAsync("c2"), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await QueueAsync("c3"), Is.EqualTo(new StartOutcome.QueuedAt(1)), "one is running again");
    }

    [Test]
    public async Task A_full_line_refuses_the_newest_and_keeps_those_it_has()
    {
        var writer = new RunWriter(Database, queueLimit: 2);
        async Task<StartOutcome> Ask(string id) => await writer.StartAsync(Start("job", id, ConcurrencyMode.Queue));
        await Ask("c1");
        await Ask("c2");
        await Ask("c3");

        Assert.That(await Ask("c4"), Is.EqualTo(new StartOutcome.QueueFull(2)));
        Assert.That(await Runs.GetAsync("c4"), Is.Null);
        Assert.That(await Ask("c3"), Is.EqualTo(new StartOutcome.QueuedAt(2)), "one that waits already is not refused");
    }

    [Test]
    public async Task The_line_holds_a_hundred_unless_told_otherwise()
    {
        await QueueAsync("c000");
        for (var number = 1; number <= 100; number++)
        {
            Assert.That(await QueueAsync($"c{number:000}"), Is.EqualTo(new StartOutcome.QueuedAt(number)));
        }

        Assert.That(await QueueAsync("c101"), Is.EqualTo(new StartOutcome.QueueFull(100)));
    }

    [Test]
    public async Task A_waiting_run_keeps_waiting_when_the_job_turns_to_skip_and_starts_at_once_when_it_turns_to_allow()
    {
        await QueueAsync("c1");
        await QueueAsync("c2");

        Assert.That(await Writer.StartAsync(Start("job", "c2", ConcurrencyMode.Skip)), Is.EqualTo(new StartOutcome.QueuedAt(1)));
        Assert.That(await Writer.StartAsync(Start("job", "c2", ConcurrencyMode.Allow)), Is.EqualTo(new StartOutcome.Started()));
    }

    [Test]
    public async Task The_next_in_line_is_found_only_while_none_is_running()
    {
        await QueueAsync("c1");
        await QueueAsync("c3");
        await QueueAsync("c2");
        Assert.That(await Writer.NextInLineAsync("job"), Is.Null);

        await EndAsync("c1");

        Assert.That(await Writer.NextInLineAsync("job"), Is.EqualTo("c2"));
        Assert.That(await Writer.NextInLineAsync("nobody"), Is.Null);
    }

    [Test]
    public async Task A_waiting_run_may_be_ended_without_running()
    {
        await QueueAsync("c1");
        await QueueAsync("c2");
        await QueueAsync("c3");

        Assert.That(await EndAsync("c2"), Is.Null, "one is running still");
        Assert.That(await EndAsync("c1"), Is.EqualTo("c3"));
    }

    [Test]
    public async Task Many_jobs_asked_for_at_once_each_get_their_own_answer()
    {
        for (var number = 0; number < 40; number++)
        {
            await App.InsertJobAsync($"job{number}");
            await InsertRunAsync($"c{number}", $"job{number}", number % 2 == 0 ? "QUEUED" : "RUNNING", Noon);
        }

        var next = await Task.WhenAll(Enumerable.Range(0, 80).Select(number => Writer.NextInLineAsync($"job{number % 40}")));

        Assert.That(next, Is.EqualTo(Enumerable.Range(0, 80).Select(number => number % 2 == 0 ? $"c{number % 40}" : null)));
    }

    [Test]
    public async Task The_line_is_in_the_order_of_time_whatever_the_language_of_the_database()
    {
        // Estonian sorts z before t, and base 36 does not.
        await App.ExecuteAsync("""alter table "JobRun" alter id type text collate "et-x-icu" """);
        await QueueAsync("c0");
        await QueueAsync("cz");

        Assert.That(await QueueAsync("ct"), Is.EqualTo(new StartOutcome.QueuedAt(1)));
        Assert.That(await EndAsync("c0"), Is.EqualTo("ct"));
        Assert.That(await Writer.NextInLineAsync("job"), Is.EqualTo("ct"));
        Assert.That(await QueueAsync("cz"), Is.EqualTo(new StartOutcome.QueuedAt(2)));
    }
}
