using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class QueueLimitsTests : QueueTest
{
    [Test]
    public async Task No_more_jobs_run_at_once_than_allowed_over_all_workers()
    {
        var (running, most) = (0, 0);
        JobProcessor processor = async (_, token) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Delay(5, token);
            Interlocked.Decrement(ref running);
            return JobOutcome.Done;
        };
        await Queue.Limits.SetGlobalConcurrencyAsync(2);
        Assert.That(await Queue.Limits.GetGlobalConcurrencyAsync(), Is.EqualTo(2));
        await StartWorkerAsync(processor, new WorkerOptions { Concurrency = 4 });
        await StartWorkerAsync(processor, new WorkerOptions { Concurrency = 4 });

        await Queue.AddManyAsync(Enumerable.Range(0, 40).Select(i => new JobToAdd("n", i)));

        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 40);
        Assert.That(most, Is.EqualTo(2));
        await Queue.Limits.SetGlobalConcurrencyAsync(null);
        Assert.That(await Queue.Limits.GetGlobalConcurrencyAsync(), Is.Null);
    }

    [Test]
    public async Task A_queue_at_its_limit_says_so()
    {
        var running = new TaskCompletionSource();
        await Queue.Limits.SetGlobalConcurrencyAsync(1);
        await StartWorkerAsync(async (_, token) =>
        {
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return JobOutcome.Done;
        });
        Assert.That(await Queue.Limits.IsMaxedAsync(), Is.False);

        await Queue.AddAsync("n");
        await running.Task.WaitAsync(Eventually.DefaultDeadline);

        Assert.That(await Queue.Limits.IsMaxedAsync());
    }

    [Test]
    public async Task The_rate_limit_of_the_queue_holds_back_workers_and_ends_when_told()
    {
        var ran = 0;
        await Queue.Limits.SetGlobalRateLimitAsync(new RateLimit(2, TimeSpan.FromMinutes(10)));
        Assert.That(await Queue.Limits.GetGlobalRateLimitAsync(), Is.EqualTo(new RateLimit(2, TimeSpan.FromMinutes(10))));
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Completed(Interlocked.Increment(ref ran))), new WorkerOptions { MaximumRateLimitDelay = TimeSpan.FromMilliseconds(50) });

        await Queue.AddManyAsync(Enumerable.Range(0, 3).Select(i => new JobToAdd("n", i)));
        await Eventually.BecomesAsync(() => Queue.Limits.RateLimitLeftAsync(), left => left > TimeSpan.FromMinutes(9));
        Assert.That(Volatile.Read(ref ran), Is.EqualTo(2));

        await Queue.Limits.SetGlobalRateLimitAsync(null);
        await Queue.Limits.EndRateLimitAsync();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref ran) == 3);
        Assert.That(await Queue.Limits.RateLimitLeftAsync(), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_rate_limit_for_a_while_tells_how_long_it_lasts()
    {
        await Queue.Limits.RateLimitAsync(TimeSpan.FromMinutes(3));

        Assert.That(await Queue.Limits.RateLimitLeftAsync(max: 1), Is.EqualTo(TimeSpan.FromMinutes(3)).Within(TimeSpan.FromMinutes(1)));
        Assert.That(() => Queue.Limits.RateLimitAsync(TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
