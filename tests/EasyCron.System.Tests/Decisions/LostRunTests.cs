using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>Runs whose worker died, and what becomes of those that nobody can go on with.</summary>
public sealed class LostRunTests : SystemTest
{
    [Test]
    public async Task D29_a_run_taken_up_after_its_time_ends_TIMEOUT_without_another_request()
    {
        var jobId = await Site.AddJobAsync(("retries", 5), ("timeout", 1_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang);
        var worker = await Site.StartWorkerAsync();
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        // Long enough after the crash for the run's second to have passed: the lock alone takes four.
        await worker.KillAsync();
        await Site.StartWorkerAsync();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("TIMEOUT"));
        Assert.That((await Site.RunsAsync(jobId)).Single().Log, Does.Contain("timeout"));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task D29_rows_that_nothing_in_the_queue_stands_for_are_ended_and_block_nobody()
    {
        var skip = await Site.AddJobAsync(("concurrency", "skip"), ("timeout", 60_000));
        var queue = await Site.AddJobAsync(("concurrency", "queue"), ("timeout", 60_000));
        var inLine = await Site.AddJobAsync(("concurrency", "queue"), ("timeout", 60_000));
        await InsertRunAsync(skip, "a-lost-1", "RUNNING");
        await InsertRunAsync(queue, "a-lost-2", "RUNNING");
        await InsertRunAsync(inLine, "a-lost-3", "QUEUED");
        var behind = new[] { await Site.ClickAsync(queue), await Site.ClickAsync(inLine) };

        await Site.StartWorkerAsync();

        foreach (var jobId in (string[])[skip, queue, inLine])
        {
            var lost = (await Site.WaitForRunsAsync(jobId, runs => runs.Any(run => run.HasEnded && run.Id.StartsWith("a-lost", StringComparison.Ordinal))))[0];
            Assert.That((lost.State, lost.ExitCode), Is.EqualTo(("FAIL", default(int?))));
            Assert.That(lost.Log, Does.StartWith("worker lost"));
        }

        foreach (var click in (string[])[.. behind, await Site.ClickAsync(skip)])
        {
            Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        }
    }

    [Test]
    public async Task D29_a_run_whose_worker_lives_is_left_alone()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("timeout", 3_600_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        var worker = await Site.StartWorkerAsync();
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");
        await Site.Database.ExecuteAsync($"""update "JobRun" set "startedAt" = "startedAt" - interval '10 minutes' where "jobId" = '{jobId}'""");

        // Another worker looks at once when it starts.
        var other = await Site.StartWorkerAsync();
        await Eventually.BecomesTrueAsync(() => worker.Process.Output.Lines.Concat(other.Process.Output.Lines).Count(line => line.Contains("Looked for runs", StringComparison.Ordinal)) >= 2);
        gate.SetResult();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("OK"));
    }

    private Task<int> InsertRunAsync(string jobId, string runId, string state) => Site.Database.ExecuteAsync(
        $"""
        insert into "JobRun" (id, "jobId", state, "startedAt", attempts) values ('{runId}', '{jobId}', '{state}', (now() at time zone 'UTC') - interval '10 minutes', 1)
        """);
}
