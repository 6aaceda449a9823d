using System.Text;

namespace EasyCron.Storage.Tests;

public class RunFinishTests : DatabaseTests
{
    [SetUp]
    public async Task InsertAsync()
    {
        await App.InsertJobAsync("job");
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip));
    }

    [Test]
    public async Task An_end_is_recorded_whole([Values(RunState.Ok, RunState.Fail, RunState.Timeout)] RunState state)
    {
        var finish = new RunFinish { RunId = "r1", JobId = "job", State = state, FinishedAt = Noon.AddTicks(19_999), Attempts = 3, ExitCode = 503, Log = "HTTP 503: busy" };

        Assert.That(await Writer.FinishAsync(finish), Is.EqualTo(new FinishOutcome.Recorded()));
        Assert.That(await Runs.GetAsync("r1"), Is.EqualTo(new JobRun
        {
            Id = "r1",
            JobId = "job",
            State = state,
            StartedAt = Noon,
            FinishedAt = Noon.AddMilliseconds(1),
            Attempts = 3,
            ExitCode = 503,
            Log = "HTTP 503: busy",
        }));
    }

    [Test]
    public async Task Status_and_log_may_be_unknown()
    {
        await Writer.FinishAsync(new RunFinish { RunId = "r1", JobId = "job", State = RunState.Fail, FinishedAt = Noon, Attempts = 1 });

        var run = (await Runs.GetAsync("r1"))!;
        Assert.That((run.ExitCode, run.Log), Is.EqualTo(((int?)null, (string?)null)));
    }

    [Test]
    public async Task The_same_end_told_twice_is_recorded_twice()
    {
        await Writer.FinishAsync(Finish("job", "r1"));

        Assert.That(await Writer.FinishAsync(Finish("job", "r1")), Is.EqualTo(new FinishOutcome.Recorded()));
    }

    [Test]
    public async Task Another_end_does_not_replace_the_first()
    {
        await Writer.FinishAsync(Finish("job", "r1", RunState.Fail, "first"));

        Assert.That(await Writer.FinishAsync(Finish("job", "r1", RunState.Ok, "second")), Is.EqualTo(new FinishOutcome.AlreadyFinished(RunState.Fail)));
        Assert.That((await Runs.GetAsync("r1"))!.Log, Is.EqualTo("first"));
    }

    [Test]
    public async Task A_run_deleted_with_its_job_is_said_to_be_gone()
    {
        await App.ExecuteAsync("""delete from "Job" where id = 'job'""");

        Assert.That(await Writer.FinishAsync(Finish("job", "r1")), Is.EqualTo(new FinishOutcome.RunGone()));
        Assert.That(await Writer.NextInLineAsync("job"), Is.Null);
        Assert.That(await Writer.RecordAttemptAsync("r1", 2), Is.False);
    }

    [Test]
    public async Task A_run_deleted_alone_blocks_nobody()
    {
        await Writer.StartAsync(Start("job", "r2", ConcurrencyMode.Queue));
        await App.ExecuteAsync("""delete from "JobRun" where id = 'r1'""");

        Assert.That(await Writer.FinishAsync(Finish("job", "r1")), Is.EqualTo(new FinishOutcome.RunGone()));
        Assert.That(await Writer.NextInLineAsync("job"), Is.EqualTo("r2"));
    }

    [Test]
    public async Task An_attempt_is_recorded_only_while_the_run_is_running()
    {
        Assert.That(await Writer.RecordAttemptAsync("r1", 2), Is.True);
        Assert.That((await Runs.GetAsync("r1"))!.Attempts, Is.EqualTo(2));

        await Writer.FinishAsync(Finish("job", "r1"));

        Assert.That(await Writer.RecordAttemptAsync("r1", 3), Is.False);
        Assert.That((await Runs.GetAsync("r1"))!.Attempts, Is.EqualTo(1));
    }

    [Test]
    public void A_state_that_is_no_end_is_refused([Values(RunState.Queued, RunState.Running, RunState.Other)] RunState state) =>
        Assert.That(() => Writer.FinishAsync(Finish("job", "r1", state)), Throws.ArgumentException);

    private static IEnumerable<TestCaseData> Logs()
    {
        yield return new TestCaseData("", "").SetArgDisplayNames("empty");
        yield return new TestCaseData("a\0b\0", "a\uFFFDb\uFFFD").SetArgDisplayNames("NUL");
        yield return new TestCaseData("a\ud800", "a\uFFFD").SetArgDisplayNames("high surrogate at the end");
        yield return new TestCaseData("\udc00a", "\uFFFDa").SetArgDisplayNames("low surrogate at the start");
        yield return new TestCaseData("\ud800\ud800\udc00", "\uFFFD\ud800\udc00").SetArgDisplayNames("high surrogate before a pair");
        yield return new TestCaseData("😀 ünï 漢", "😀 ünï 漢").SetArgDisplayNames("valid text of every width");
        yield return new TestCaseData("\u001b[31m\r\n\t\u0001\uFFFF\uFEFF", "\u001b[31m\r\n\t\u0001\uFFFF\uFEFF").SetArgDisplayNames("control characters");
        yield return new TestCaseData("'; drop table \"Job\"; --", "'; drop table \"Job\"; --").SetArgDisplayNames("SQL");
        yield return new TestCaseData(new string('x', 65_536), new string('x', 65_536)).SetArgDisplayNames("64 KiB");
        yield return new TestCaseData(new string('\0', 65_536), new string('\uFFFD', 65_536)).SetArgDisplayNames("64 KiB of NUL");
    }

    [TestCaseSource(nameof(Logs))]
    public async Task Any_text_is_stored_as_it_is_but_for_what_cannot_be(string log, string stored)
    {
        await Writer.FinishAsync(Finish("job", "r1", log: log));

        Assert.That((await Runs.GetAsync("r1"))!.Log, Is.EqualTo(stored));
    }

    [Test]
    public async Task A_log_of_64_KiB_that_does_not_compress_is_stored()
    {
        var random = new Random(1);
        var log = string.Create(65_536, random, static (text, random) =>
        {
            for (var at = 0; at < text.Length; at++)
            {
                text[at] = (char)random.Next(0x20, 0xD7FF);
            }
        });

        await Writer.FinishAsync(Finish("job", "r1", log: log));

        Assert.That((await Runs.GetAsync("r1"))!.Log, Is.EqualTo(log));
        Assert.That(Encoding.UTF8.GetByteCount(log), Is.GreaterThan(100_000));
    }

    [Test]
    public async Task Many_ends_at_once_are_all_recorded_each_with_its_own_text()
    {
        const int Count = 500;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Writer.StartAsync(Start("job", $"m{number}", ConcurrencyMode.Allow))));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Writer.FinishAsync(Finish("job", $"m{number}", log: $"log {number}"))));

        Assert.That(outcomes, Is.All.EqualTo(new FinishOutcome.Recorded()));
        Assert.That(await App.ScalarAsync<long>("""select count(*) from "JobRun" where state = 'OK' and log = 'log ' || substr(id, 2)"""), Is.EqualTo(Count));
    }
}
