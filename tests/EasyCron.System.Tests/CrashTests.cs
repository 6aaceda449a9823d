using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>A worker is killed (<c>kill -9</c>) at each point of a run, and another one goes on: one row, and at most one request more.</summary>
public sealed class CrashTests : SystemTest
{
    [Test]
    public async Task D24_killed_while_the_request_is_under_way_the_run_is_made_again_under_the_same_key()
    {
        var jobId = await Site.AddJobAsync(("retries", 2));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang, HttpAnswer.Ok("second"));
        var worker = await Site.StartWorkerAsync();
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        await worker.KillAsync();
        await Site.StartWorkerAsync();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("attempts").GetInt32(), Is.EqualTo(2));
        var run = (await Site.RunsAsync(jobId)).Single();
        var hits = Site.Hits(jobId);
        Assert.Multiple(() =>
        {
            Assert.That((run.State, run.Attempts, run.ExitCode, run.Log), Is.EqualTo(("OK", 2, 200, "second")));
            Assert.That(hits.Select(hit => hit.Header("Idempotency-Key")), Is.EqualTo(new[] { run.Id, run.Id }));
            Assert.That(hits.Select(hit => hit.Header("EasyCron-Attempt")), Is.EqualTo(new[] { "1", "2" }));
        });
    }

    [Test]
    public async Task D24_killed_during_the_last_attempt_allowed_the_run_ends_as_lost_and_blocks_nobody()
    {
        var jobId = await Site.AddJobAsync(("retries", 1), ("concurrency", "skip"), ("failSafeThreshold", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang.Times(2), HttpAnswer.Ok());
        var click = await Site.ClickAsync(jobId);

        // A run makes at least one request, and nobody knows whether the one of a dead worker ever left; so the first loss is made good even where one attempt is all that is allowed.
        for (var deaths = 1; deaths <= 2; deaths++)
        {
            var worker = await Site.StartWorkerAsync();
            await Site.Target.WaitForRequestsAsync($"/{jobId}", deaths);
            await worker.KillAsync();
        }

        await Site.StartWorkerAsync();
        await Site.WaitForResultAsync(click);
        var lost = (await Site.RunsAsync(jobId)).Single();
        Assert.That((lost.State, lost.ExitCode), Is.EqualTo(("FAIL", default(int?))));
        Assert.That(lost.Log, Does.StartWith("worker lost"));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(2));

        // Neither stands a lost run in the way of the next, nor does it count towards disabling the job.
        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo("OK"));
        Assert.That(await Site.Database.ScalarAsync<string>($"""select status::text from "Job" where id = '{jobId}'"""), Is.EqualTo("ENABLED"));
    }

    [Test]
    public async Task D24_killed_after_the_answer_and_before_the_row_one_more_request_ends_the_run()
    {
        var (proxy, throughProxy) = Site.ProxyPostgres();
        await using var closing = proxy;
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync();
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok("first").After(gate.Task), HttpAnswer.Ok("second"));
        var worker = await Site.StartWorkerAsync(throughProxy);
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        proxy.BlackHole();
        gate.SetResult();
        await Eventually.BecomesTrueAsync(() => Site.Hits(jobId)[0].EndedAt is not null);
        await worker.KillAsync();
        await Site.StartWorkerAsync();

        await Site.WaitForResultAsync(click);
        var run = (await Site.RunsAsync(jobId)).Single();
        Assert.That((run.State, run.Log), Is.EqualTo(("OK", "second")));
        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("Idempotency-Key")), Is.EqualTo(new[] { run.Id, run.Id }));
    }

    [Test]
    public async Task D24_killed_between_the_row_and_the_first_byte_the_run_goes_on_in_its_row()
    {
        await using var proxy = EasyCron.Testing.Network.TcpProxy.Start("127.0.0.1", Site.Target.Port);
        proxy.BlackHole();
        var jobId = await Site.AddJobAsync();
        await Site.Database.ExecuteAsync($"""update "Job" set "apiUrl" = 'http://{proxy.Host}:{proxy.Port}/{jobId}' where id = '{jobId}'""");
        var worker = await Site.StartWorkerAsync();
        var click = await Site.ClickAsync(jobId);
        await Site.WaitForRunsAsync(jobId, runs => runs is [{ State: "RUNNING" }]);

        await worker.KillAsync();
        proxy.Cut();
        proxy.Restore();
        await Site.StartWorkerAsync();

        await Site.WaitForResultAsync(click);
        var run = (await Site.RunsAsync(jobId)).Single();
        Assert.That((run.State, run.Attempts), Is.EqualTo(("OK", 2)));
        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("Idempotency-Key")), Is.EqualTo(new[] { run.Id }));
    }

    [Test]
    public async Task D24_killed_after_the_row_and_before_the_queue_knows_the_end_is_acknowledged_without_a_request()
    {
        var (proxy, throughProxy) = Site.ProxyRedis();
        await using var closing = proxy;
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync();
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok("once").After(gate.Task));
        var worker = await Site.StartWorkerAsync(throughProxy);
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        proxy.BlackHole();
        gate.SetResult();
        var ended = (await Site.WaitForRunsAsync(jobId, runs => runs is [{ HasEnded: true }])).Single();
        await worker.KillAsync();
        Assert.That(await Site.Queue.Inspect.StateAsync(click), Is.EqualTo(JobState.Active));
        await Site.StartWorkerAsync();

        var result = await Site.WaitForResultAsync(click);
        Assert.That((result.GetProperty("runId").GetString(), result.GetProperty("state").GetString()), Is.EqualTo((ended.Id, "OK")));
        Assert.That(await Site.RunsAsync(jobId), Is.EqualTo(new[] { ended }));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task D24_a_job_that_kills_its_workers_is_taken_out_after_three_and_others_go_on()
    {
        var jobId = await Site.AddJobAsync(("retries", 10));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang);
        var click = await Site.ClickAsync(jobId);
        for (var deaths = 1; deaths <= 3; deaths++)
        {
            var worker = await Site.StartWorkerAsync();
            await Site.Target.WaitForRequestsAsync($"/{jobId}", deaths);
            await worker.KillAsync();
        }

        await Site.StartWorkerAsync();
        var other = await Site.RunAsync(await Site.AddJobAsync());

        var queueJob = await Site.WaitForEndAsync(click);
        var run = (await Site.RunsAsync(jobId)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(other.State, Is.EqualTo("OK"));
            Assert.That(queueJob.FailedReason, Does.StartWith("quarantined: 3 workers"));
            Assert.That((run.State, run.Attempts), Is.EqualTo(("FAIL", 3)));
            Assert.That(run.Log, Does.StartWith("worker lost: 3 workers"));
            Assert.That(Site.Hits(jobId), Has.Count.EqualTo(3));
        });
    }
}
