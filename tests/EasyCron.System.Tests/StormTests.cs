using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>Very many runs due in the same second.</summary>
public sealed class StormTests : SystemTest
{
    private const int Runs = 1_000;

    [Test]
    public async Task A_thousand_runs_at_one_host_use_no_more_connections_than_slots_and_all_end()
    {
        var jobId = await Site.AddJobAsync(("concurrency", "allow"), ("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok() with { Delay = TimeSpan.FromMilliseconds(20) });
        await Site.StartWorkerAsync(("LOG_LEVEL", "warn"));

        await Site.Queue.AddManyAsync(Enumerable.Range(0, Runs).Select(_ => new JobToAdd("execute-now", new { jobId })));
        await Eventually.BecomesAsync(
            async () => (await Site.Queue.Inspect.CountsAsync([JobState.Completed]))[JobState.Completed], count => count == Runs, TimeSpan.FromMinutes(2));

        var hits = Site.Hits(jobId);
        Assert.That(hits, Has.Count.EqualTo(Runs));
        Assert.That((await Site.RunsAsync(jobId)).Count(run => run.State == "OK"), Is.EqualTo(Runs));
        Assert.That(hits.Select(hit => hit.ClientPort).Distinct().Count(), Is.LessThanOrEqualTo(100), "connections are used again and again");
    }
}
