using EasyCron.BullMq;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>Waits between attempts: they hold no slot and survive a crash.</summary>
public sealed class WaitTests : SystemTest
{
    [Test]
    public async Task D21_a_run_that_waits_for_its_next_attempt_holds_no_slot_and_counts_as_running()
    {
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "1"));
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffType", "linear"), ("backoffDelay", 3_600_000), ("timeout", 86_400_000), ("concurrency", "skip"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500), HttpAnswer.Ok());
        var click = await Site.ClickAsync(jobId);
        var waiting = (await Site.WaitForRunsAsync(jobId, runs => runs.Count == 1)).Single();
        await Testing.Eventually.BecomesAsync(() => Site.Queue.Inspect.StateAsync(click), state => state == JobState.Delayed);

        // The only slot is free for others, and another run of the same job is one too many.
        Assert.That((await Site.RunAsync(await Site.AddJobAsync())).State, Is.EqualTo("OK"));
        Assert.That((await Site.WaitForResultAsync(await Site.ClickAsync(jobId))).GetProperty("skipped").GetString(), Is.EqualTo("another run has not ended"));
        Assert.That((waiting.State, waiting.Attempts), Is.EqualTo(("RUNNING", 1)));

        await (await Site.Queue.GetJobAsync(click))!.PromoteAsync();
        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("attempts").GetInt32(), Is.EqualTo(2));
        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("Idempotency-Key")), Is.EqualTo(new[] { waiting.Id, waiting.Id }));
    }

    [Test]
    public async Task D21_a_worker_that_dies_while_its_run_waits_takes_nothing_with_it()
    {
        var worker = await Site.StartWorkerAsync();
        var jobId = await Site.AddJobAsync(("retries", 3), ("backoffType", "linear"), ("backoffDelay", 3_600_000), ("timeout", 86_400_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500), HttpAnswer.Ok());
        var click = await Site.ClickAsync(jobId);
        await Testing.Eventually.BecomesAsync(() => Site.Queue.Inspect.StateAsync(click), state => state == JobState.Delayed);

        await worker.KillAsync();
        await (await Site.Queue.GetJobAsync(click))!.PromoteAsync();
        await Site.StartWorkerAsync();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("attempts").GetInt32(), Is.EqualTo(2));
        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("EasyCron-Attempt")), Is.EqualTo(new[] { "1", "2" }));
    }
}
