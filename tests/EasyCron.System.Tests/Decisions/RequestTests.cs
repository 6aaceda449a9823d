using EasyCron.BullMq;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>What a queue job asks for and what it returns.</summary>
public sealed class RequestTests : SharedSystemTest
{
    private static readonly TestCaseData[] Skips =
    [
        new TestCaseData("allowedDays", "[false,false,false,false,false,false,false]", "day not allowed"),
        new TestCaseData("startAt", TimeProvider.System.GetUtcNow().AddDays(1), "before start"),
        new TestCaseData("endAt", TimeProvider.System.GetUtcNow().AddDays(-1), "after end"),
    ];

    [TestCaseSource(nameof(Skips))]
    public async Task D10_a_click_obeys_the_jobs_times_and_says_why_it_was_skipped(string column, object value, string reason)
    {
        var jobId = await Site.AddJobAsync((column, value));

        var result = await Site.WaitForResultAsync(await Site.ClickAsync(jobId));

        Assert.That(result.ToString(), Is.EqualTo($$"""{"skipped":"{{reason}}"}"""));
        Assert.That(await Site.RunsAsync(jobId), Is.Empty);
    }

    [TestCaseSource(nameof(Skips))]
    public async Task D10_force_overrides_them(string column, object value, string reason)
    {
        var jobId = await Site.AddJobAsync((column, value));

        Assert.That((await Site.RunAsync(jobId, new { jobId, force = true })).State, Is.EqualTo("OK"), reason);
    }

    [Test]
    public async Task D10_a_click_runs_a_disabled_job_and_a_schedule_does_not()
    {
        var jobId = await Site.AddJobAsync(("status", "DISABLED"));

        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo("OK"));
        Assert.That((await Site.WaitForResultAsync(await Site.AddDueAsync(jobId))).GetProperty("skipped").GetString(), Is.EqualTo("disabled"));
    }

    [Test]
    public async Task D10_whatever_else_the_data_holds_is_ignored_but_the_run_s_id()
    {
        var jobId = await Site.AddJobAsync();

        var run = await Site.RunAsync(jobId, new { jobId, runId = $"run-of-{jobId}", trigger = "schedule", apiUrl = "http://elsewhere.test/", extra = new[] { 1, 2 } });

        Assert.That((run.Id, run.State), Is.EqualTo(($"run-of-{jobId}", "OK")));
        Assert.That(Site.Hits(jobId).Single().Header("EasyCron-Trigger"), Is.EqualTo("manual"));
    }

    [Test]
    public async Task D10_a_second_click_during_a_run_is_skipped_and_says_so()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "skip"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        var first = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        var second = await Site.WaitForResultAsync(await Site.ClickAsync(jobId));
        gate.SetResult();

        Assert.That(second.GetProperty("skipped").GetString(), Is.EqualTo("another run has not ended"));
        Assert.That((await Site.WaitForResultAsync(first)).GetProperty("state").GetString(), Is.EqualTo("OK"));
    }

    [Test]
    public async Task D10_two_clicks_are_two_runs_where_runs_may_wait()
    {
        var jobId = await Site.AddJobAsync(("concurrency", "queue"));

        var clicks = await Task.WhenAll(Site.ClickAsync(jobId), Site.ClickAsync(jobId));
        foreach (var click in clicks)
        {
            Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        }

        var hits = Site.Hits(jobId);
        Assert.That(hits, Has.Count.EqualTo(2));
        Assert.That(hits[1].ArrivedAt, Is.GreaterThanOrEqualTo(hits[0].EndedAt!.Value));
    }

    private static readonly TestCaseData[] Ends =
    [
        new TestCaseData(HttpAnswer.Ok("fine"), "OK", 200),
        new TestCaseData(HttpAnswer.WithStatus(204), "OK", 204),
        new TestCaseData(HttpAnswer.WithStatus(500, "oops"), "FAIL", 500),
        new TestCaseData(HttpAnswer.WithStatus(404), "FAIL", 404),
        new TestCaseData(HttpAnswer.WithStatus(304), "FAIL", 304),
        new TestCaseData(HttpAnswer.Ok("begun") with { NeverEnds = true }, "TIMEOUT", 200),
        new TestCaseData(HttpAnswer.WithStatus(503, "begun") with { NeverEnds = true }, "TIMEOUT", 503),
        new TestCaseData(HttpAnswer.Hang, "TIMEOUT", null),
        new TestCaseData(HttpAnswer.Break, "FAIL", null),
    ];

    [TestCaseSource(nameof(Ends))]
    public async Task D12_the_exit_code_is_the_last_status_and_the_queue_job_completes_whatever_it_is(HttpAnswer answer, string state, int? exitCode)
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffDelay", 1), ("apiTimeout", state == "TIMEOUT" ? 4_000 : 30_000));
        Site.Target.Answer($"/{jobId}", answer);

        var added = await Site.Queue.AddAsync("execute-now", new { jobId }, new JobOptions { Attempts = 5 });
        var result = await Site.WaitForResultAsync(added.Id);

        var run = (await Site.RunsAsync(jobId)).Single();
        var attempts = state == "OK" ? 1 : 2;
        Assert.Multiple(() =>
        {
            Assert.That((run.State, run.ExitCode, run.Attempts), Is.EqualTo((state, exitCode, attempts)), run.Log);
            Assert.That(result.GetProperty("runId").GetString(), Is.EqualTo(run.Id));
            Assert.That(result.GetProperty("state").GetString(), Is.EqualTo(state));
            Assert.That(result.GetProperty("attempts").GetInt32(), Is.EqualTo(attempts));
            Assert.That(result.GetProperty("exitCode").ToString(), Is.EqualTo($"{exitCode}"));
            Assert.That(Site.Hits(jobId), Has.Count.EqualTo(attempts));
        });
    }

    [Test]
    public async Task D12_a_status_of_an_earlier_attempt_is_not_that_of_the_last()
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffDelay", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500), HttpAnswer.Break);

        Assert.That((await Site.RunAsync(jobId)).ExitCode, Is.Null);
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task D13_the_last_attempt_decides_between_FAIL_and_TIMEOUT(int hangingAttempt)
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffDelay", 1), ("apiTimeout", 6_000));
        Site.Target.Answer($"/{jobId}", hangingAttempt == 1 ? [HttpAnswer.Hang, HttpAnswer.WithStatus(500)] : [HttpAnswer.WithStatus(500), HttpAnswer.Hang]);

        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo(hangingAttempt == 1 ? "FAIL" : "TIMEOUT"));
    }

    [Test]
    public async Task D14_the_whole_run_has_a_clock_of_its_own()
    {
        var jobId = await Site.AddJobAsync(("retries", 5), ("backoffDelay", 1), ("apiTimeout", 60_000), ("timeout", 4_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang);

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.Attempts), Is.EqualTo(("TIMEOUT", 1)));
        Assert.That(run.Log, Does.Contain("timeout").And.Contains("headers"));
    }

    [Test]
    public async Task D14_no_attempt_is_waited_for_that_would_come_too_late()
    {
        var jobId = await Site.AddJobAsync(("retries", 5), ("backoffDelay", 3_600_000), ("timeout", 60_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500));

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.Attempts, run.ExitCode), Is.EqualTo(("FAIL", 1, 500)));
    }

    [Test]
    public async Task D23_the_id_of_a_run_follows_from_its_occurrence()
    {
        var jobId = await Site.AddJobAsync();
        var due = TimeProvider.System.GetUtcNow();

        await Site.WaitForResultAsync(await Site.AddDueAsync(jobId, due));
        var run = (await Site.RunsAsync(jobId)).Single();

        Assert.That(run.Id, Does.Match("^c[0-9a-z]{24}$"));
        Assert.That(run.Id, Is.EqualTo(EasyCron.Storage.RunId.ForOccurrence(jobId, "deploy", DateTimeOffset.FromUnixTimeMilliseconds(due.ToUnixTimeMilliseconds()))));
        Assert.That(Site.Hits(jobId).Single().Header("Idempotency-Key"), Is.EqualTo(run.Id));
    }

    [Test]
    public async Task D23_an_occurrence_that_the_queue_delivers_twice_is_run_once()
    {
        var jobId = await Site.AddJobAsync();
        var due = TimeProvider.System.GetUtcNow();
        var first = await Site.AddDueAsync(jobId, due);
        var result = await Site.WaitForResultAsync(first);

        await Site.Queue.Maintain.RemoveAsync(first);
        var second = await Site.WaitForResultAsync(await Site.AddDueAsync(jobId, due));

        Assert.That(second.ToString(), Is.EqualTo(result.ToString()));
        Assert.That(await Site.RunsAsync(jobId), Has.Count.EqualTo(1));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }
}
