using System.Collections.Concurrent;
using System.Globalization;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests;

/// <summary>
/// Three workers, one of which is killed (<c>kill -9</c>) again and again at random moments while occurrences keep coming: each has exactly one row, and there is at most one request
/// more for each kill. <c>SOAK_KILLS</c> says how often, 10 unless it is set; <c>scripts/soak</c> makes it 200.
/// </summary>
public sealed class KillSoakTests : SystemTest
{
    private const int Fleet = 3;
    private static readonly TimeSpan BetweenOccurrences = TimeSpan.FromMilliseconds(150);

    // A worker is at one run at a time, so that a kill can double one request and no more.
    // Every queue job is kept until the end, because its result is looked at then.
    private static readonly (string, string?)[] Settings = [("WORKER_CONCURRENCY", "1"), ("LOCK_SECONDS", "8"), ("LOG_LEVEL", "warn"), ("KEEP_COMPLETED_COUNT", "1000000")];

    [Test]
    public async Task Workers_that_keep_dying_lose_nothing_and_double_next_to_nothing()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("SOAK_KILLS") ?? "10", CultureInfo.InvariantCulture);
        var random = new Random(TestContext.CurrentContext.Random.Next());
        var jobs = await Task.WhenAll(Site.AddJobAsync(("retries", 5)), Site.AddJobAsync(("concurrency", "queue"), ("retries", 5)), Site.AddJobAsync(("concurrency", "allow"), ("retries", 5)));
        foreach (var jobId in jobs)
        {
            Site.Target.Answer($"/{jobId}", _ => HttpAnswer.Ok() with { Delay = TimeSpan.FromMilliseconds(random.Next(10, 150)) });
        }

        var workers = new List<WorkerProcess>(await Task.WhenAll(Enumerable.Range(0, Fleet).Select(_ => Site.StartWorkerAsync(Settings))));
        using var enough = new CancellationTokenSource();
        var feeding = FeedAsync(jobs, enough.Token);
        for (var kill = 0; kill < kills; kill++)
        {
            // At any moment, also while the one started last is still starting.
            var reached = Site.Target.Requests.Count + random.Next(1, 6);
            await Eventually.BecomesTrueAsync(() => Site.Target.Requests.Count >= reached, TimeSpan.FromMinutes(2));
            await Task.Delay(random.Next(0, 150));
            var victim = random.Next(workers.Count);
            await workers[victim].KillAsync();
            workers[victim] = await Site.StartWorkerAsync(Settings);
        }

        await enough.CancelAsync();
        var occurrences = await feeding;

        var skipped = new ConcurrentDictionary<string, bool>();
        foreach (var (jobId, queueJobId) in occurrences)
        {
            var result = await Site.WaitForResultAsync(queueJobId, TimeSpan.FromMinutes(3));
            skipped[queueJobId] = result.TryGetProperty("skipped", out _);
        }

        var runs = await Site.RunsAsync();
        var ids = runs.Select(run => run.Id).ToHashSet();
        Assert.Multiple(() =>
        {
            Assert.That(runs, Has.Count.EqualTo(occurrences.Count - skipped.Values.Count(isSkipped => isSkipped)), "one row for each occurrence that was not skipped");
            Assert.That(runs.Where(run => run.State != "OK"), Is.Empty);
            Assert.That(Site.Target.Requests.Select(hit => hit.Header("Idempotency-Key")).ToHashSet(), Is.EquivalentTo(ids), "each run has asked, and nobody else");
            Assert.That(Site.Target.Requests.Count - runs.Count, Is.LessThanOrEqualTo(kills), "requests more than runs");
            Assert.That(skipped.Where(pair => pair.Value && !pair.Key.Contains(jobs[0], StringComparison.Ordinal)), Is.Empty, "only one of the jobs skips");
        });
        TestContext.Out.WriteLine($"{occurrences.Count} occurrences, {runs.Count} runs, {Site.Target.Requests.Count} requests, {kills} kills");
    }

    private async Task<IReadOnlyList<(string JobId, string QueueJobId)>> FeedAsync(string[] jobs, CancellationToken cancellationToken)
    {
        List<(string, string)> added = [];
        using var timer = new PeriodicTimer(BetweenOccurrences);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var jobId = jobs[added.Count % jobs.Length];
                added.Add((jobId, await Site.AddDueAsync(jobId)));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough of them.
        }

        return added;
    }
}
