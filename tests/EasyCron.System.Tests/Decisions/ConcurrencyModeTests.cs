using EasyCron.BullMq;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>What the words for concurrency mean.</summary>
public sealed class ConcurrencyModeTests : SharedSystemTest
{
    [Test]
    public async Task D26_where_all_are_allowed_all_run_together()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "allow"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));

        var clicks = await Site.Queue.AddManyAsync(Enumerable.Range(0, 10).Select(_ => new JobToAdd("execute-now", new { jobId })));
        await Site.Target.WaitForRequestsAsync($"/{jobId}", 10);
        gate.SetResult();

        foreach (var click in clicks)
        {
            Assert.That((await Site.WaitForResultAsync(click.Id)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        }
    }

    [Test]
    public async Task D28_a_word_nobody_knows_means_skip_and_is_warned_about()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "sometimes"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        var second = await Site.WaitForResultAsync(await Site.ClickAsync(jobId));
        gate.SetResult();

        Assert.That(second.GetProperty("skipped").GetString(), Is.EqualTo("another run has not ended"));
        Assert.That(await Site.RunsAsync(jobId), Has.Count.EqualTo(1));
        await Worker.Process.WaitForLineAsync("sometimes");
    }
}
