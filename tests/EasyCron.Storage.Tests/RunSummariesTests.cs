namespace EasyCron.Storage.Tests;

public class RunSummariesTests : DatabaseTests
{
    private RunSummaries _summaries = null!;

    [SetUp]
    public async Task InsertAsync()
    {
        _summaries = new RunSummaries(Database);
        await App.InsertJobAsync("a");
        await App.InsertJobAsync("b");
    }

    private Task RunAsync(string id, string jobId, string state, int minutes, double seconds = 1, string? log = null) =>
        InsertRunAsync(id, jobId, state, Noon.AddMinutes(minutes), state is "RUNNING" or "QUEUED" ? null : Noon.AddMinutes(minutes).AddSeconds(seconds), 500, log);

    [Test]
    public async Task Runs_are_counted_by_state_and_their_durations_measured()
    {
        for (var number = 1; number <= 20; number++)
        {
            await RunAsync($"ok{number}", "a", "OK", number, number);
        }

        await RunAsync("fail", "a", "FAIL", 30, 21, "first");
        await RunAsync("timeout", "a", "TIMEOUT", 40, 22, new string('x', 5_000));
        await RunAsync("running", "a", "RUNNING", 50);
        await RunAsync("queued1", "a", "QUEUED", 51);
        await RunAsync("queued2", "a", "QUEUED", 52);
        await RunAsync("other", "b", "FAIL", 5);

        var summary = (await _summaries.SummariseAsync([new RunPeriod("a", Noon, Noon.AddHours(1))])).Single();

        Assert.That(summary with { LastBad = null }, Is.EqualTo(new RunSummary
        {
            JobId = "a",
            Queued = 2,
            Running = 1,
            Ok = 20,
            Fail = 1,
            Timeout = 1,
            MedianDuration = TimeSpan.FromSeconds(11.5),
            Percentile95Duration = TimeSpan.FromSeconds(20.95),
            LastBad = null,
        }));
        Assert.That(summary.LastBad, Is.EqualTo(new JobRun
        {
            Id = "timeout",
            JobId = "a",
            State = RunState.Timeout,
            StartedAt = Noon.AddMinutes(40),
            FinishedAt = Noon.AddMinutes(40).AddSeconds(22),
            Attempts = 1,
            ExitCode = 500,
            Log = new string('x', 1_000),
        }));
    }

    [Test]
    public async Task A_stretch_holds_its_first_instant_and_not_its_last()
    {
        await RunAsync("before", "a", "OK", -1);
        await RunAsync("first", "a", "OK", 0);
        await RunAsync("last", "a", "OK", 60);

        Assert.That((await _summaries.SummariseAsync([new RunPeriod("a", Noon, Noon.AddHours(1))])).Single().Ok, Is.EqualTo(1));
    }

    [Test]
    public async Task Each_stretch_is_answered_in_its_place_also_without_runs_and_for_a_job_that_is_gone()
    {
        await RunAsync("a1", "a", "OK", 0);
        await RunAsync("b1", "b", "FAIL", 0);

        var summaries = await _summaries.SummariseAsync(
        [
            new RunPeriod("b", Noon, Noon.AddHours(1)),
            new RunPeriod("gone", Noon, Noon.AddHours(1)),
            new RunPeriod("a", Noon, Noon.AddHours(1)),
            new RunPeriod("a", Noon.AddHours(1), Noon.AddHours(2)),
        ]);

        Assert.That(summaries.Select(summary => (summary.JobId, summary.Ok, summary.Fail, summary.LastBad?.Id)), Is.EqualTo(new[]
        {
            ("b", 0, 1, "b1"), ("gone", 0, 0, null), ("a", 1, 0, null), ("a", 0, 0, (string?)null),
        }));
        Assert.That(summaries[1].MedianDuration, Is.Null);
        Assert.That(await _summaries.SummariseAsync([]), Is.Empty);
    }
}
