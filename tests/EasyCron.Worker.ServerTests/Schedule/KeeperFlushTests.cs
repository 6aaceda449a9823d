using System.Collections.Concurrent;
using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.Worker.ServerTests.Schedule;

/// <summary>FLUSHALL while a worker runs a load, on a Redis of the test's own.</summary>
public sealed class KeeperFlushTests : KeeperTest
{
    private PrivateRedisServer _redis = null!;

    protected override async Task<RedisServer> StartRedisAsync() => _redis = await RedisServer.StartPrivateAsync();

    [TearDown]
    public ValueTask StopRedisAsync() => _redis.DisposeAsync();

    [Test]
    public async Task After_FLUSHALL_under_load_every_occurrence_of_the_following_time_runs_once()
    {
        const int Jobs = 40;
        for (var i = 0; i < Jobs; i++)
        {
            await AddJobAsync($"job{i}", "*/2 * * * * *");
        }

        var runs = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        var loop = Main.Loop.RunAsync(end.Token);
        await Main.Loop.FirstPass.WaitAsync(TimeSpan.FromMinutes(1));
        await using var worker = new BullMq.Worker(
            "jobs", Main.Connection, (job, _) => { runs.Add(job.Id); return ValueTask.FromResult(JobOutcome.Done); }, new WorkerOptions { Prefix = Prefix, Concurrency = 20 });
        await worker.StartAsync(default);
        await Eventually.BecomesAsync(() => runs.Count, count => count >= 2 * Jobs, TimeSpan.FromMinutes(1));

        await RedisAsync("FLUSHALL");
        await Eventually.BecomesAsync(async () => await Schedulers.CountAsync(default), count => count == Jobs, TimeSpan.FromMinutes(1));
        var healed = (Clock.GetUtcNow().ToUnixTimeMilliseconds() / 2000 * 2000) + 2000;
        await Eventually.BecomesAsync(() => LastOf(runs), last => last >= healed + 6000, TimeSpan.FromMinutes(1));
        await end.CancelAsync();
        await loop;
        await worker.StopAsync(default);

        var scheduled = runs.Where(id => id.StartsWith("repeat:", StringComparison.Ordinal)).ToList();
        Assert.That(scheduled, Is.Unique, "no occurrence runs twice, whatever Redis forgot");
        foreach (var at in new[] { healed, healed + 2000, healed + 4000 })
        {
            Assert.That(scheduled.Count(id => id.EndsWith($":{at}", StringComparison.Ordinal)), Is.EqualTo(Jobs), $"at {at}");
        }
    }

    private static long LastOf(IEnumerable<string> runs) =>
        runs.GroupBy(id => id[(id.LastIndexOf(':') + 1)..]).Where(group => group.Count() >= 40 && long.TryParse(group.Key, out _)).Select(group => long.Parse(group.Key)).DefaultIfEmpty().Max();
}
