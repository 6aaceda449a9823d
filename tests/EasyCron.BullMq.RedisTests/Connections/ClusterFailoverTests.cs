using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.RedisTests.Connections;

public sealed class ClusterFailoverTests
{
    [Test]
    public async Task Work_goes_on_when_the_queue_s_master_is_lost()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicasPerMaster: 1);
        var logs = new ListLoggerProvider();
        var prefix = RedisCluster.FreePrefix();
        await using var connection = new QueueConnection(
            QueueConnectionOptions.Parse($"redis://{string.Join(',', cluster.Nodes.Select(node => $"{node.Host}:{node.Port}"))}") with { Logging = new LoggerFactory([logs]) });
        var queue = new Queue("q", connection, new QueueOptions { Prefix = prefix });
        var ran = new ConcurrentDictionary<int, int>();
        await using var worker = new Worker(
            "q", connection, (job, _) => { ran.AddOrUpdate(job.GetData<int>(), 1, (_, n) => n + 1); return ValueTask.FromResult(JobOutcome.Done); },
            new WorkerOptions { Prefix = prefix, Concurrency = 3, LockDuration = TimeSpan.FromSeconds(5), StalledInterval = TimeSpan.FromSeconds(1) });
        await worker.StartAsync();
        await queue.AddManyAsync(Numbers(0, 50));
        await Eventually.BecomesTrueAsync(() => ran.Count == 50);
        await using var events = new QueueEvents("q", connection, new QueueEventsOptions { Prefix = prefix });
        // These must be on the replica before the master goes: what a cluster has not copied yet is lost with it.
        await queue.AddManyAsync(Numbers(50, 100).Select(job => job with { Options = new JobOptions { Delay = TimeSpan.FromMilliseconds(500) } }));
        var master = await cluster.MasterOfAsync(prefix);
        await master.ExecuteAsync("WAIT", "1", "30000");

        await master.KillAsync();
        await Eventually.BecomesTrueAsync(async () => await TryAddAsync(queue, 100) is not null, TimeSpan.FromSeconds(90));
        await queue.AddManyAsync(Numbers(101, 150));

        await Eventually.BecomesTrueAsync(() => ran.Count == 150, TimeSpan.FromSeconds(90));
        var waited = await queue.AddAsync("j", 150);
        Assert.That(async () => await events.WaitUntilFinishedAsync<object>(waited.Id, TimeSpan.FromSeconds(60)), Throws.Nothing);
        await Eventually.BecomesAsync(() => queue.Inspect.CountsAsync(), counts => counts[JobState.Active] + counts[JobState.Waiting] + counts[JobState.Delayed] == 0);
        Assert.That((await queue.Inspect.CountsAsync())[JobState.Failed], Is.Zero, () => string.Join('\n', logs.Entries));
    }

    private static IEnumerable<JobToAdd> Numbers(int from, int to) => Enumerable.Range(from, to - from).Select(i => new JobToAdd("j", i));

    private static async Task<AddedJob?> TryAddAsync(Queue queue, int number)
    {
        try
        {
            // One id, so that an add whose answer got lost is not made twice.
            return await queue.AddAsync("j", number, new JobOptions { JobId = "after" });
        }
        catch (QueueException exception) when (exception is QueueUnavailableException or RedisRefusedException)
        {
            return null;
        }
    }
}
