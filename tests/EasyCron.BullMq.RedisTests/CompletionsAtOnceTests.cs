using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Network;

namespace EasyCron.BullMq.RedisTests;

/// <summary>A worker under full load, whose calls of completions go out two at a time.</summary>
public sealed class CompletionsAtOnceTests : QueueTest
{
    private const int Jobs = 5000;
    private const int BetweenBreaks = 400;
    private const int Slots = 50;

    [Test]
    public async Task Connections_that_break_again_and_again_lose_no_job_and_end_none_twice()
    {
        await using var proxy = TcpProxy.Start(Server.Host, Server.Port);
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(Server.Url) with { Endpoints = [$"{proxy.Host}:{proxy.Port}"] });
        await RedisAsync("HSET", Keys.Meta, "opts.maxLenEvents", 20 * Jobs);
        await Queue.AddManyAsync(Enumerable.Range(0, Jobs).Select(n => new JobToAdd("j", n)));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = new ConcurrentDictionary<int, int>();

        var worker = await StartWorkerAsync(
            (job, _) =>
            {
                if (job.Name == "wait")
                {
                    return WaitAsync();
                }

                ran.AddOrUpdate(job.GetData<int>(), 1, (_, times) => times + 1);
                if (job.GetData<int>() % 2 == 0)
                {
                    job.LeaveSlot();
                }

                return ValueTask.FromResult(JobOutcome.Done);
            },
            new WorkerOptions { Concurrency = Slots, LockDuration = TimeSpan.FromSeconds(4), StalledInterval = TimeSpan.FromSeconds(1), MaxStalledCount = Jobs, RemoveOnComplete = JobRetention.KeepAll },
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

        // No slot was lost on the way.
        await Queue.AddManyAsync(Enumerable.Range(0, Slots).Select(n => new JobToAdd("wait", n)));
        await Eventually.BecomesAsync(() => Task.FromResult(worker.RunningCount), count => count == Slots);
        gate.SetResult();

        async ValueTask<JobOutcome> WaitAsync()
        {
            await gate.Task;
            return JobOutcome.Done;
        }
    }

    private async Task<long> CompletedAsync() => (await Queue.Inspect.CountsAsync([JobState.Completed]))[JobState.Completed];
}
