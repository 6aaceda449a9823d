namespace EasyCron.Storage.Tests;

public class RunStartTests : DatabaseTests
{
    [SetUp]
    public async Task InsertAsync() => await App.InsertJobAsync("job");

    [Test]
    public async Task A_started_run_is_a_running_row_with_one_attempt([Values] ConcurrencyMode mode)
    {
        var outcome = await Writer.StartAsync(Start("job", "r1", mode, Noon.AddTicks(12_345)));

        Assert.That(outcome, Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await Runs.GetAsync("r1"), Is.EqualTo(new JobRun { Id = "r1", JobId = "job", State = RunState.Running, StartedAt = Noon.AddMilliseconds(1), Attempts = 1 }));
    }

    [Test]
    public async Task A_run_asked_for_again_is_resumed([Values] ConcurrencyMode mode)
    {
        await Writer.StartAsync(Start("job", "r1", mode));
        await Writer.RecordAttemptAsync("r1", 2);

        var outcome = await Writer.StartAsync(Start("job", "r1", mode, Noon.AddMinutes(1)));

        var row = new JobRun { Id = "r1", JobId = "job", State = RunState.Running, StartedAt = Noon, Attempts = 2 };
        Assert.That(outcome, Is.EqualTo(new StartOutcome.Resumed(row)));
        Assert.That(await Runs.GetAsync("r1"), Is.EqualTo(row));
    }

    [Test]
    public async Task A_finished_run_asked_for_again_comes_back_whole([Values] ConcurrencyMode mode)
    {
        await Writer.StartAsync(Start("job", "r1", mode));
        await Writer.FinishAsync(Finish("job", "r1", RunState.Timeout, "too slow"));

        var outcome = await Writer.StartAsync(Start("job", "r1", mode, Noon.AddMinutes(1)));

        Assert.That(outcome, Is.EqualTo(new StartOutcome.AlreadyFinished(new JobRun
        {
            Id = "r1",
            JobId = "job",
            State = RunState.Timeout,
            StartedAt = Noon,
            FinishedAt = Noon.AddSeconds(1),
            Attempts = 1,
            ExitCode = 200,
            Log = "too slow",
        })));
    }

    [Test]
    public async Task A_run_whose_state_the_app_added_later_counts_as_finished()
    {
        await App.ExecuteAsync("""alter type "RunState" add value 'CANCELLED'""");
        await InsertRunAsync("r1", "job", "CANCELLED", Noon);

        var outcome = await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip));

        Assert.That(outcome, Is.InstanceOf<StartOutcome.AlreadyFinished>());
        Assert.That(((StartOutcome.AlreadyFinished)outcome).Run.State, Is.EqualTo(RunState.Other));
    }

    [Test]
    public async Task Skip_skips_while_another_run_is_running_and_writes_no_row()
    {
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip));

        var outcome = await Writer.StartAsync(Start("job", "r2", ConcurrencyMode.Skip));

        Assert.That(outcome, Is.EqualTo(new StartOutcome.SkippedBecauseRunning("r1")));
        Assert.That(await Runs.GetAsync("r2"), Is.Null);
    }

    [Test]
    public async Task Skip_starts_when_the_other_run_has_ended_and_ignores_other_jobs()
    {
        await App.InsertJobAsync("other");
        await Writer.StartAsync(Start("other", "o1", ConcurrencyMode.Skip));
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip));
        await Writer.FinishAsync(Finish("job", "r1"));

        Assert.That(await Writer.StartAsync(Start("job", "r2", ConcurrencyMode.Skip)), Is.EqualTo(new StartOutcome.Started()));
    }

    [Test]
    public async Task Allow_starts_beside_others()
    {
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Allow));

        Assert.That(await Writer.StartAsync(Start("job", "r2", ConcurrencyMode.Allow)), Is.EqualTo(new StartOutcome.Started()));
    }

    [Test]
    public async Task A_job_that_is_gone_is_said_to_be_gone([Values] ConcurrencyMode mode)
    {
        Assert.That(await Writer.StartAsync(Start("nobody", "r1", mode)), Is.EqualTo(new StartOutcome.JobGone()));
        Assert.That(await Runs.GetAsync("r1"), Is.Null);
    }

    [Test]
    public async Task A_job_changed_since_it_was_read_starts_nothing([Values] ConcurrencyMode mode)
    {
        var job = (await Jobs.GetAsync("job"))!;
        await App.ExecuteAsync("""update "Job" set "apiUrl" = 'http://elsewhere' where id = 'job'""");

        Assert.That(await Writer.StartAsync(Start("job", "r1", mode, version: job.Version)), Is.EqualTo(new StartOutcome.JobChanged()));
        Assert.That(await Runs.GetAsync("r1"), Is.Null);

        var fresh = (await Jobs.GetAsync("job"))!;
        Assert.That(await Writer.StartAsync(Start("job", "r1", mode, version: fresh.Version)), Is.EqualTo(new StartOutcome.Started()));
    }

    [Test]
    public async Task Runs_of_a_job_do_not_change_its_version()
    {
        var job = (await Jobs.GetAsync("job"))!;
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Allow, version: job.Version));
        await Writer.FinishAsync(Finish("job", "r1"));

        Assert.That((await Jobs.GetAsync("job"))!.Version, Is.EqualTo(job.Version));
    }

    [Test]
    public async Task A_finished_run_is_told_even_if_the_job_changed()
    {
        var job = (await Jobs.GetAsync("job"))!;
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip, version: job.Version));
        await Writer.FinishAsync(Finish("job", "r1"));
        await App.ExecuteAsync("""update "Job" set "apiUrl" = 'http://elsewhere' where id = 'job'""");

        Assert.That(await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip, version: job.Version)), Is.InstanceOf<StartOutcome.AlreadyFinished>());
    }

    [Test]
    public async Task A_run_id_of_another_job_is_refused([Values] ConcurrencyMode mode)
    {
        await App.InsertJobAsync("victim");
        await Writer.StartAsync(Start("victim", "r1", mode));

        Assert.That(await Writer.StartAsync(Start("job", "r1", mode)), Is.EqualTo(new StartOutcome.RunIdTaken()));
        Assert.That((await Runs.GetAsync("r1"))!.JobId, Is.EqualTo("victim"));
    }

    [Test]
    public async Task A_row_that_the_app_queued_itself_is_begun([Values] ConcurrencyMode mode)
    {
        await InsertRunAsync("r1", "job", "QUEUED", Noon.AddHours(-1));

        Assert.That(await Writer.StartAsync(Start("job", "r1", mode)), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await Runs.GetAsync("r1"), Is.EqualTo(new JobRun { Id = "r1", JobId = "job", State = RunState.Running, StartedAt = Noon, Attempts = 1 }));
    }

    [TestCase(0x0000)]
    [TestCase(0xD800)]
    [TestCase(0xDC00)]
    public void An_id_with_a_character_that_no_row_can_hold_is_refused(int character)
    {
        var id = $"a{(char)character}b";

        Assert.That(() => Writer.StartAsync(Start(id, "r1", ConcurrencyMode.Skip)), Throws.ArgumentException);
        Assert.That(() => Writer.StartAsync(Start("job", id, ConcurrencyMode.Skip)), Throws.ArgumentException);
    }
}
