namespace EasyCron.Storage.Tests;

public class RunUpkeepTests : DatabaseTests
{
    private RunUpkeep _upkeep = null!;

    [SetUp]
    public async Task InsertAsync()
    {
        _upkeep = new RunUpkeep(Database);
        await App.InsertJobAsync("a", ("timeout", 1_000));
        await App.InsertJobAsync("b", ("timeout", 2_000), ("concurrency", "queue"));
    }

    [Test]
    public async Task Unfinished_runs_are_listed_with_their_jobs_limit()
    {
        await InsertRunAsync("a1", "a", "RUNNING", Noon);
        await InsertRunAsync("a2", "a", "OK", Noon, Noon);
        await InsertRunAsync("b1", "b", "QUEUED", Noon.AddMinutes(1));
        await InsertRunAsync("b2", "b", "RUNNING", Noon.AddMinutes(2));

        var listed = await _upkeep.ListUnfinishedAsync(Noon.AddMinutes(2));

        Assert.That(listed, Is.EquivalentTo(new[]
        {
            new UnfinishedRun { Id = "a1", JobId = "a", State = RunState.Running, StartedAt = Noon, Attempts = 1, JobTimeout = 1_000 },
            new UnfinishedRun { Id = "b1", JobId = "b", State = RunState.Queued, StartedAt = Noon.AddMinutes(1), Attempts = 1, JobTimeout = 2_000 },
        }));
    }

    [Test]
    public async Task Unfinished_runs_are_counted()
    {
        Assert.That(await _upkeep.CountUnfinishedAsync(), Is.EqualTo(new UnfinishedCounts(0, 0)));
        await InsertRunAsync("a1", "a", "RUNNING", Noon);
        await InsertRunAsync("a2", "a", "FAIL", Noon, Noon);
        await InsertRunAsync("b1", "b", "QUEUED", Noon);
        await InsertRunAsync("b2", "b", "QUEUED", Noon);

        Assert.That(await _upkeep.CountUnfinishedAsync(), Is.EqualTo(new UnfinishedCounts(2, 1)));
    }

    [Test]
    public async Task Lost_runs_are_closed_and_block_nobody_any_more()
    {
        await Writer.StartAsync(Start("a", "a1", ConcurrencyMode.Skip));
        await Writer.StartAsync(Start("b", "b1", ConcurrencyMode.Queue));
        await Writer.StartAsync(Start("b", "b2", ConcurrencyMode.Queue));
        var lost = (await _upkeep.ListUnfinishedAsync(Noon.AddHours(1))).Where(run => run.Id != "b2").ToArray();

        Assert.That(await _upkeep.CloseLostAsync(lost, "no \0 trace", Noon.AddMinutes(5)), Is.EquivalentTo(new[] { "a1", "b1" }));

        Assert.That(await Runs.GetAsync("a1"), Is.EqualTo(new JobRun
        {
            Id = "a1",
            JobId = "a",
            State = RunState.Fail,
            StartedAt = Noon,
            FinishedAt = Noon.AddMinutes(5),
            Attempts = 1,
            Log = "worker lost: no \uFFFD trace",
        }));
        Assert.That(await Writer.StartAsync(Start("a", "a2", ConcurrencyMode.Skip)), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await Writer.NextInLineAsync("b"), Is.EqualTo("b2"));
        Assert.That(await Writer.StartAsync(Start("a", "a1", ConcurrencyMode.Skip)), Is.InstanceOf<StartOutcome.AlreadyFinished>(), "a late redelivery sends nothing");
        Assert.That(await Writer.FinishAsync(Finish("a", "a1")), Is.EqualTo(new FinishOutcome.AlreadyFinished(RunState.Fail)), "nor does a late end change it");
    }

    [Test]
    public async Task A_waiting_run_whose_worker_is_gone_is_closed_too()
    {
        await Writer.StartAsync(Start("b", "b1", ConcurrencyMode.Queue));
        await Writer.StartAsync(Start("b", "b2", ConcurrencyMode.Queue));
        await Writer.StartAsync(Start("b", "b3", ConcurrencyMode.Queue));

        await _upkeep.CloseLostAsync([.. (await _upkeep.ListUnfinishedAsync(Noon.AddHours(1))).Where(run => run.Id == "b2")], "test", Noon);

        await Writer.FinishAsync(Finish("b", "b1"));
        Assert.That(await Writer.NextInLineAsync("b"), Is.EqualTo("b3"));
    }

    [Test]
    public async Task A_run_that_moved_since_it_was_listed_is_left_alone()
    {
        await Writer.StartAsync(Start("a", "resumed", ConcurrencyMode.Allow));
        await Writer.StartAsync(Start("a", "ended", ConcurrencyMode.Allow));
        await Writer.StartAsync(Start("a", "gone", ConcurrencyMode.Allow));
        await Writer.StartAsync(Start("a", "lost", ConcurrencyMode.Allow));
        await Writer.StartAsync(Start("a", "promoted", ConcurrencyMode.Queue));
        var listed = await _upkeep.ListUnfinishedAsync(Noon.AddHours(1));
        await Writer.RecordAttemptAsync("resumed", 2);
        await Writer.FinishAsync(Finish("a", "ended"));
        await Writer.StartAsync(Start("a", "promoted", ConcurrencyMode.Allow, Noon.AddMinutes(1)));
        await App.ExecuteAsync("""delete from "JobRun" where id = 'gone'""");

        Assert.That(listed, Has.Count.EqualTo(5));
        Assert.That(await _upkeep.CloseLostAsync(listed, "test", Noon), Is.EqualTo(new[] { "lost" }));
        Assert.That(await _upkeep.CloseLostAsync([], "test", Noon), Is.Empty);
    }

    [Test]
    public async Task The_history_is_not_read_to_find_what_is_unfinished()
    {
        await App.ExecuteAsync("""
            insert into "JobRun" (id, "jobId", state, "finishedAt") select 'old' || n, 'a', 'OK', now() from generate_series(1, 20000) n;
            analyze "JobRun"; analyze "Job"
            """);
        await using var command = App.DataSource.CreateCommand($"explain {RunUpkeep.CountUnfinished}");
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.That(string.Join('\n', plan), Does.Contain("((\"jobId\" = j.id) AND (state = 'QUEUED'::\"RunState\"))").And.Contain("JobRun_jobId_state_idx").And.Not.Contain("Seq Scan on \"JobRun\""));
    }
}
