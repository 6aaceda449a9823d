using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>Which runs of a job may be under way together, decided once for all workers.</summary>
public sealed class ConcurrencyTests : SystemTest
{
    [Test]
    public async Task D26_fifty_at_once_leave_one_run_where_others_are_skipped()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "skip"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.Queue.PauseAsync();
        var clicks = await Site.Queue.AddManyAsync(Enumerable.Range(0, 50).Select(_ => new JobToAdd("execute-now", new { jobId })));
        await Task.WhenAll(Site.StartWorkerAsync(), Site.StartWorkerAsync());

        await Site.Queue.ResumeAsync();
        await Eventually.BecomesAsync(async () => (await Site.Queue.Inspect.CountsAsync([JobState.Completed]))[JobState.Completed], count => count == 49);
        gate.SetResult();

        var results = await Task.WhenAll(clicks.Select(click => Site.WaitForResultAsync(click.Id)));
        Assert.That(results.Count(result => result.TryGetProperty("skipped", out _)), Is.EqualTo(49));
        Assert.That(await Site.RunsAsync(jobId), Has.Count.EqualTo(1));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task D27_runs_that_wait_go_one_after_the_other_in_the_order_they_were_due()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "queue"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        var now = TimeProvider.System.GetUtcNow();
        var first = await Site.AddDueAsync(jobId, now);
        await Task.WhenAll(Site.StartWorkerAsync(("WORKER_CONCURRENCY", "2")), Site.StartWorkerAsync(("WORKER_CONCURRENCY", "2")));
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        // The later ones come to the queue first.
        var others = new List<string>();
        for (var later = 5; later >= 1; later--)
        {
            others.Add(await Site.AddDueAsync(jobId, now.AddSeconds(later)));
        }

        await Site.WaitForRunsAsync(jobId, runs => runs.Count(run => run.State == "QUEUED") == 5);
        await Eventually.BecomesAsync(async () => (await Site.Queue.Inspect.CountsAsync([JobState.Delayed]))[JobState.Delayed], count => count == 5);

        // They hold no slot: three more slots are free for others.
        Assert.That((await Site.RunAsync(await Site.AddJobAsync())).State, Is.EqualTo("OK"));
        gate.SetResult();
        foreach (var queueJobId in (string[])[first, .. others])
        {
            await Site.WaitForResultAsync(queueJobId);
        }

        var hits = Site.Hits(jobId);
        Assert.Multiple(() =>
        {
            Assert.That(hits.Select(hit => hit.Header("EasyCron-Scheduled-At")), Is.Ordered.And.Exactly(6).Items);
            Assert.That(hits.Zip(hits.Skip(1)).Where(pair => pair.Second.ArrivedAt < pair.First.EndedAt), Is.Empty, "two at once");
        });
    }

    [Test]
    public async Task D27_the_newest_is_dropped_where_the_line_is_full()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "queue"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("QUEUE_MAX_PER_JOB", "2"));
        await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");
        var waiting = new[] { await Site.ClickAsync(jobId), await Site.ClickAsync(jobId) };
        await Site.WaitForRunsAsync(jobId, runs => runs.Count == 3);

        Assert.That((await Site.WaitForResultAsync(await Site.ClickAsync(jobId))).GetProperty("skipped").GetString(), Is.EqualTo("too many runs wait already"));

        gate.SetResult();
        foreach (var click in waiting)
        {
            Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        }
    }

    [Test]
    public async Task D27_a_run_in_line_is_not_forgotten_when_the_worker_before_it_dies()
    {
        var jobId = await Site.AddJobAsync(("concurrency", "queue"), ("retries", 2));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang, HttpAnswer.Ok());
        var worker = await Site.StartWorkerAsync();
        var first = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");
        var second = await Site.ClickAsync(jobId);
        await Site.WaitForRunsAsync(jobId, runs => runs.Any(run => run.State == "QUEUED"));

        await worker.KillAsync();
        await Site.StartWorkerAsync();

        await Site.WaitForResultAsync(first);
        Assert.That((await Site.WaitForResultAsync(second)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(3));
    }
}
