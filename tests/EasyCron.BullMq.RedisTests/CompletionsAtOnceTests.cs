using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Network;

namespace EasyCron.BullMq.RedisTests;

/// <summary>A worker under full load, whose calls of completions go out two at a time.</summary>
public sealed class CompletionsAtOnceTests : QueueTest
{
    private const int Jobs = 5000;
    private const int BetweenBreaks = 400;

    [Test]
    public async Task Connections_that_break_again_and_again_lose_no_job_and_end_none_twice()
    {
        await using var proxy = TcpProxy.Start(Server.Host, Server.Port);
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(Server.Url) with { Endpoints = [$"{proxy.Host}:{proxy.Port}"] });
        await RedisAsync("HSET", Keys.Meta, "opts.maxLenEvents", 20 * Jobs);
        await Queue.AddManyAsync(Enumerable.Range(0, Jobs).Select(n => new JobToAdd("j", n)));
        var ran = new ConcurrentDictionary<int, int>();

        await StartWorkerAsync(
            (job, _) =>
            {
                ran.AddOrUpdate(job.GetData<int>(), 1, (_, times) => times + 1);
                return ValueTask.FromResult(JobOutcome.Done);
            },
            new WorkerOptions { Concurrency = 50, LockDuration = TimeSpan.FromSeconds(4), StalledInterval = TimeSpan.FromSeconds(1), MaxStalledCount = Jobs, RemoveOnComplete = JobRetention.KeepAll },
            connection);
        for (var next = BetweenBreaks; next < Jobs; next += BetweenBreaks)
        {
            await Eventually.BecomesTrueAsync(async () => await CompletedAsync() >= next, TimeSpan.FromMinutes(1));
            proxy.Reset();
        }

        await Eventually.BecomesTrueAsync(async () => await CompletedAsync() == Jobs, TimeSpan.FromMinutes(1));
        Assert.That(ran, Has.Count.EqualTo(Jobs));
        var ended = (await EventsAsync()).Where(line => line.StartsWith("completed ", StringComparison.Ordinal)).ToList();
        Assert.That(ended, Has.Count.EqualTo(Jobs).And.Unique);
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync([JobState.Active, JobState.Waiting]), counts => counts.Values.Sum() == 0);
    }

    private async Task<long> CompletedAsync() => (await Queue.Inspect.CountsAsync([JobState.Completed]))[JobState.Completed];
}
