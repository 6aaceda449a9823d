using System.Globalization;
using EasyCron.Interop.Tests.Matrix;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.Interop.Tests.Soak;

/// <summary>
/// Node and .NET workers on one queue, fed by both with jobs of every sort, some killed in the middle of their work: every job ends exactly once,
/// as it has to, and nothing stays behind. SOAK_ROUNDS makes it longer.
/// </summary>
[TestFixture("bullmq", Category = "BullMQ 6.7.0")]
[TestFixture("bullmq5", Category = "BullMQ 5.81.5")]
[Parallelizable(ParallelScope.All)]
internal sealed class SoakTests(string bullmq)
{
    private const int RoundsPerKill = 5;
    private static readonly string[] Unfinished = ["waiting", "prioritized", "delayed", "active", "waiting-children"];

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("SOAK_ROUNDS") ?? "15", CultureInfo.InvariantCulture);

    [Test]
    public async Task Every_job_of_a_mixed_fleet_ends_exactly_once_though_workers_are_killed()
    {
        var prefix = (await RedisServer.SharedAsync()).FreePrefix();
        var queue = new { prefix, queue = Fleet.Queue };
        string[] kinds = [bullmq, Cast.DotNet, Cast.DotNet];
        var load = new Workload(prefix);
        await Peers.AskAsync(Cast.DotNet, "watch", queue);
        await Peers.AskAsync(bullmq, "watch", queue);
        await using var fleet = new Fleet(prefix, kinds);
        await fleet.StartAsync();

        foreach (var peer in (string[])[bullmq, Cast.DotNet])
        {
            await load.ScheduleAsync(peer);
        }

        for (var round = 1; round <= Rounds; round++)
        {
            await load.AddAsync(bullmq, round);
            await load.AddAsync(Cast.DotNet, round);
            if (round % RoundsPerKill == 0)
            {
                await fleet.ReplaceAsync(round / RoundsPerKill % kinds.Length);
            }
        }

        await Eventually.BecomesAsync(
            async () => await Task.WhenAll(EndsSeenAsync(Cast.DotNet, prefix), EndsSeenAsync(bullmq, prefix)),
            seen => seen.All(ends => ends.Count >= load.Count),
            TimeSpan.FromMinutes(2));
        await fleet.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            foreach (var peer in (string[])[Cast.DotNet, bullmq])
            {
                AssertEnds(load, await EndsSeenAsync(peer, prefix), $"as {peer} tells it");
                var counts = (await Peers.AskAsync(peer, "counts", new { prefix, queue = Fleet.Queue, states = Unfinished }))!.AsObject();
                Assert.That(counts.Sum(count => (int)count.Value!), Is.Zero, "jobs left unfinished");
            }

            Assert.That(await LeftoversAsync(prefix, load), Is.Empty, "keys left behind by jobs that ended");
        }

        await Peers.AskAsync(Cast.DotNet, "obliterate", new { prefix, queue = Fleet.Queue, force = true });
        Assert.That((await Peers.AskAsync("bullmq", "keys", new { prefix }))!.AsArray().Select(key => (string)key!["key"]!), Is.Empty);
    }

    private static async Task<List<(string Id, string End)>> EndsSeenAsync(string peer, string prefix)
    {
        var seen = (await Peers.AskAsync(peer, "seen", new { prefix, queue = Fleet.Queue }))!.AsArray().Select(happened => happened!.AsObject());
        return [.. seen.Where(happened => (string?)happened["event"] is "completed" or "failed").Select(happened => ((string)happened["jobId"]!, (string)happened["event"]!))];
    }

    private static void AssertEnds(Workload load, List<(string Id, string End)> ends, string who)
    {
        Assert.That(ends.Select(end => end.Id), Is.Unique, $"a job ends once, {who}");
        var ofSchedulers = ends.Where(end => end.Id.StartsWith("repeat:", StringComparison.Ordinal)).ToList();
        Assert.That(ends.Except(ofSchedulers).Order(), Is.EqualTo(load.Ends.Select(end => (end.Key, end.Value)).Order()), $"as it has to, {who}");
        Assert.That(ofSchedulers.Select(end => end.End), Is.All.EqualTo("completed"), $"iterations, {who}");
        Assert.That(
            ofSchedulers.CountBy(end => end.Id.Split(':')[1]).Select(count => (count.Key, count.Value)),
            Is.EquivalentTo(load.Schedulers.Select(scheduler => (scheduler, Workload.Iterations))),
            $"each scheduler's number of iterations, {who}");
    }

    /// <summary>The keys that belong to no finished job and are none of the queue's own.</summary>
    private static async Task<IReadOnlyList<string>> LeftoversAsync(string prefix, Workload load)
    {
        string[] ofQueue = ["completed", "failed", "events", "meta", "id", "pc", "repeat", "marker", "stalled-check"];
        string[] ofJob = ["", ":processed", ":failed"];
        var keys = (await Peers.AskAsync("bullmq", "keys", new { prefix }))!.AsArray();
        return
        [
            .. keys.Select(key => ((string)key!["key"]!)[$"{prefix}:{Fleet.Queue}:".Length..])
                .Where(key => !ofQueue.Contains(key)
                    && !key.StartsWith("repeat:", StringComparison.Ordinal)
                    && !ofJob.Any(side => key.EndsWith(side, StringComparison.Ordinal) && load.Ends.ContainsKey(key[..^side.Length]))),
        ];
    }
}
