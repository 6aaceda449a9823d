using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class QueueMaintenanceTests : QueueTest
{
    [Test]
    public async Task All_failed_jobs_run_again()
    {
        var isWell = false;
        await StartWorkerAsync((_, _) => isWell ? ValueTask.FromResult(JobOutcome.Done) : throw new InvalidOperationException("ill"), new WorkerOptions { Concurrency = 10 });
        await Queue.AddManyAsync(Enumerable.Range(0, 30).Select(i => new JobToAdd("n", i)));
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Failed] == 30);

        isWell = true;
        await Queue.Maintain.RetryJobsAsync(finishedBefore: DateTimeOffset.UnixEpoch);
        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Failed], Is.EqualTo(30), "all of them failed later than that");
        await Queue.Maintain.RetryJobsAsync();

        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 30);
        Assert.That(() => Queue.Maintain.RetryJobsAsync(JobState.Delayed), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task All_delayed_jobs_run_now_also_when_they_are_more_than_a_batch()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 1234).Select(i => new JobToAdd("n", i, new JobOptions { Delay = TimeSpan.FromDays(1) })));

        await Queue.Maintain.PromoteJobsAsync();

        var counts = await Queue.Inspect.CountsAsync();
        Assert.That((counts[JobState.Delayed], counts[JobState.Waiting]), Is.EqualTo((0L, 1234L)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_drained_queue_keeps_its_schedules(bool delayedToo)
    {
        await Queue.AddAsync("waits");
        await Queue.AddAsync("urgent", options: new JobOptions { Priority = 1 });
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromHours(1) });
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.EveryInterval(TimeSpan.FromHours(1)));

        await Queue.Maintain.DrainAsync(delayedToo);

        var left = new List<string>();
        foreach (var state in new[] { JobState.Waiting, JobState.Prioritized, JobState.Delayed })
        {
            left.AddRange((await Queue.Inspect.PageAsync(state)).Select(job => job.SchedulerId ?? job.Name));
        }

        Assert.That(left, Is.EquivalentTo(delayedToo ? ["s"] : new[] { "later", "s" }));
    }

    [Test]
    public async Task Old_jobs_are_cleaned_up_to_the_limit()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { RemoveOnComplete = JobRetention.KeepAll, Concurrency = 20 });
        await Queue.AddManyAsync(Enumerable.Range(0, 50).Select(i => new JobToAdd("n", i)));
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 50);

        Assert.That(await Queue.Maintain.CleanAsync(JobState.Completed, TimeSpan.FromHours(1)), Is.Empty);
        var some = await Queue.Maintain.CleanAsync(JobState.Completed, TimeSpan.Zero, limit: 15);
        var rest = await Queue.Maintain.CleanAsync(JobState.Completed, TimeSpan.Zero);

        Assert.That((some.Count, rest.Count), Is.EqualTo((15, 35)));
        Assert.That(some.Concat(rest), Is.Unique);
        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Completed], Is.Zero);
        Assert.That(() => Queue.Maintain.CleanAsync(JobState.WaitingChildren, TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task An_obliterated_queue_leaves_nothing_behind()
    {
        var worker = await StartWorkerAsync(
            (job, _) => job.Name == "bad" ? throw new InvalidOperationException("bad") : ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { MetricsDataPoints = 5 });
        await Queue.AddManyAsync([new JobToAdd("good"), new JobToAdd("bad")]);
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] + counts[JobState.Failed] == 2);
        await worker.StopAsync();
        await Queue.AddManyAsync(Enumerable.Range(0, 1500).Select(i => new JobToAdd("n", i, new JobOptions { Delay = TimeSpan.FromDays(1) })));
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.EveryInterval(TimeSpan.FromHours(1)));

        await Queue.Maintain.ObliterateAsync();

        Assert.That(await KeysAsync(), Is.Empty);
    }

    [Test]
    public async Task A_queue_at_work_is_obliterated_only_by_force()
    {
        var running = new TaskCompletionSource();
        await StartWorkerAsync(async (_, token) =>
        {
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return JobOutcome.Done;
        });
        await Queue.AddAsync("n");
        await running.Task.WaitAsync(Eventually.DefaultDeadline);

        Assert.That(() => Queue.Maintain.ObliterateAsync(), Throws.InstanceOf<QueueException>().With.Message.Contains("being processed"));
        Assert.That(await Queue.Inspect.IsPausedAsync());
        await Queue.Maintain.ObliterateAsync(force: true);

        Assert.That((await Queue.Inspect.CountsAsync()).Values, Has.All.Zero);
    }

    [Test]
    public async Task The_event_stream_is_shortened_and_stays_short()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 300).Select(i => new JobToAdd("n", i)));

        Assert.That(await Queue.Maintain.TrimEventsAsync(0), Is.EqualTo(600));
        await Queue.Maintain.KeepEventsAsync(100);
        await Queue.AddManyAsync(Enumerable.Range(0, 600).Select(i => new JobToAdd("n", i)));

        // Redis trims whole nodes of its tree, of 100 entries each.
        Assert.That((long)await RedisAsync("XLEN", Keys.Events), Is.LessThan(400));
    }

    [Test]
    public async Task Jobs_that_are_in_no_state_are_removed_and_nothing_else_is()
    {
        await Queue.AddAsync("n", options: new JobOptions { JobId = "kept", Deduplication = new Deduplication("logs") });
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.EveryInterval(TimeSpan.FromHours(1)));
        await RedisAsync("HSET", Keys.MetricsFailed, "count", 1);
        await RedisAsync("HSET", Prefix + ":q:dn:logs", "name", "x");
        await RedisAsync("HSET", Keys.Job("notes"), "by", "somebody");
        await RedisAsync("SET", Keys.Job("text"), "somebody's");
        var before = await KeysAsync();
        await RedisAsync("HSET", Keys.Job("lost"), "name", "n", "data", "{}");
        await RedisAsync("RPUSH", Keys.OfJob("lost", "logs"), "row");
        await RedisAsync("RPUSH", Keys.OfJob("gone", "logs"), "row");

        Assert.That(await Queue.Maintain.RemoveOrphanedJobsAsync(), Is.EqualTo(2));

        Assert.That(await KeysAsync(), Is.EquivalentTo(before));
        Assert.That(await Queue.Maintain.RemoveOrphanedJobsAsync(), Is.Zero);
    }

    [Test]
    public async Task A_prefix_with_pattern_characters_matches_only_itself()
    {
        var odd = new Queue("q", Connection, new QueueOptions { Prefix = Prefix + "[ab]*?" });
        await RedisAsync("HSET", $"{Prefix}axx:q:lost", "name", "n");
        await RedisAsync("HSET", $"{Prefix}[ab]*?:q:lost", "name", "n");

        Assert.That(await odd.Maintain.RemoveOrphanedJobsAsync(), Is.EqualTo(1));
        Assert.That((long)await RedisAsync("EXISTS", $"{Prefix}axx:q:lost"), Is.EqualTo(1));
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var page in KeyScan.SuffixesAsync(new QueueSession(Keys, Connection, QueueJson.Default), CancellationToken.None))
        {
            keys.AddRange(page);
        }

        return keys;
    }
}
