using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class QueueInspectionTests : QueueTest
{
    // What Node's getJobs answers for five jobs added 1..5.
    [TestCase(true, 0, -1, "1 2 3 4 5")]
    [TestCase(false, 0, -1, "5 4 3 2 1")]
    [TestCase(true, 0, 1, "1 2")]
    [TestCase(false, 0, 1, "5 4")]
    [TestCase(true, 3, 9, "4 5")]
    [TestCase(true, 5, 9, "")]
    [TestCase(true, -2, -1, "4 5")]
    [TestCase(false, -2, -1, "2 1")]
    [TestCase(true, 1, -1, "2 3 4 5")]
    public async Task Pages_of_a_list_have_the_order_of_Node(bool oldestFirst, int start, int end, string ids)
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 5).Select(_ => new JobToAdd("n")));

        var page = await Queue.Inspect.PageAsync(JobState.Waiting, start, end, oldestFirst);

        Assert.That(string.Join(' ', page.Select(job => job.Id)), Is.EqualTo(ids));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_long_list_is_read_to_its_end_over_jobs_that_are_gone(bool oldestFirst)
    {
        var added = await Queue.AddManyAsync(Enumerable.Range(0, 1050).Select(i => new JobToAdd("n", i)));

        // A whole page, and more, without jobs.
        foreach (var gone in added.Skip(200).Take(450))
        {
            await RedisAsync("DEL", Keys.Job(gone.Id));
        }

        var read = new List<int>();
        await foreach (var job in Queue.Inspect.ListAsync(JobState.Waiting, oldestFirst))
        {
            read.Add(job.GetData<int>());
        }

        var expected = Enumerable.Range(0, 200).Concat(Enumerable.Range(650, 400));
        Assert.That(read, Is.EqualTo(oldestFirst ? expected : expected.Reverse()));
    }

    [Test]
    public async Task Jobs_added_while_a_list_is_read_do_not_bring_others_twice()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 500).Select(i => new JobToAdd("n", i)));
        var read = new List<string>();
        await foreach (var job in Queue.Inspect.ListAsync(JobState.Waiting, oldestFirst: false))
        {
            if (read.Count % 100 == 0)
            {
                await Queue.AddAsync("more");
            }

            read.Add(job.Id);
        }

        Assert.That(read, Is.Unique);
        Assert.That(read, Has.Count.EqualTo(500));
    }

    [Test]
    public async Task Counts_are_told_by_state_and_by_priority()
    {
        await Queue.AddAsync("plain");
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromHours(1) });
        await Queue.AddAsync("p", options: new JobOptions { Priority = 3 });
        await Queue.AddAsync("p", options: new JobOptions { Priority = 3 });
        await Queue.AddAsync("p", options: new JobOptions { Priority = 2097151 });

        var counts = await Queue.Inspect.CountsAsync();
        var priorities = await Queue.Inspect.CountsPerPriorityAsync([0, 3, 4, 2097151, 3]);

        Assert.That(counts.Where(pair => pair.Value > 0), Is.EquivalentTo(new Dictionary<JobState, long>
        {
            [JobState.Waiting] = 1,
            [JobState.Delayed] = 1,
            [JobState.Prioritized] = 3,
        }));
        Assert.That(counts, Has.Count.EqualTo(7));
        Assert.That(priorities, Is.EquivalentTo(new Dictionary<int, long> { [0] = 1, [3] = 2, [4] = 0, [2097151] = 1 }));
    }

    [Test]
    public async Task Overdue_jobs_are_noticed()
    {
        Assert.That(await Queue.Inspect.OverdueAsync(), Is.Null);
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromHours(1) });
        Assert.That(await Queue.Inspect.OverdueAsync(), Is.Null);

        await Queue.AddAsync("late", options: new JobOptions { Timestamp = TimeProvider.System.GetUtcNow().AddHours(-2), Delay = TimeSpan.FromHours(1) });

        Assert.That(await Queue.Inspect.OverdueAsync(), Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Settings_are_read_as_they_stand()
    {
        await Queue.PauseAsync();
        await Queue.Limits.SetGlobalConcurrencyAsync(7);
        await Queue.Limits.SetGlobalRateLimitAsync(new RateLimit(3, TimeSpan.FromSeconds(2)));
        await Queue.Maintain.KeepEventsAsync(500);
        await RedisAsync("HSET", Keys.Meta, "version", "bullmq:6.7.0", "other", "x");

        var meta = await Queue.Inspect.MetaAsync();

        Assert.Multiple(async () =>
        {
            Assert.That((meta.IsPaused, meta.Concurrency, meta.MaxEvents, meta.Version), Is.EqualTo((true, (int?)7, (long?)500, "bullmq:6.7.0")));
            Assert.That(meta.RateLimit, Is.EqualTo(new RateLimit(3, TimeSpan.FromSeconds(2))));
            Assert.That(meta.Fields["other"], Is.EqualTo("x"));
            Assert.That(await Queue.Inspect.IsPausedAsync());
        });
    }

    [Test]
    public async Task Settings_that_make_no_sense_count_as_left_out()
    {
        await RedisAsync("HSET", Keys.Meta, "concurrency", "many", "max", "3", "duration", "-1", "opts.maxLenEvents", "");

        var meta = await Queue.Inspect.MetaAsync();

        Assert.That((meta.Concurrency, meta.RateLimit, meta.MaxEvents), Is.EqualTo(((int?)null, (RateLimit?)null, (long?)null)));
    }

    [Test]
    public async Task Finished_jobs_are_counted_and_exported()
    {
        await StartWorkerAsync(
            (job, _) => job.Name == "bad" ? throw new InvalidOperationException("bad") : ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { MetricsDataPoints = 10 });
        await Queue.AddManyAsync([new JobToAdd("a"), new JobToAdd("b"), new JobToAdd("bad")]);
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] + counts[JobState.Failed] == 3);

        // Three minutes without a job, and one that ends after them.
        var fourMinutesAgo = TimeProvider.System.GetUtcNow().AddMinutes(-4).ToUnixTimeMilliseconds();
        await RedisAsync("HSET", Keys.MetricsCompleted, "prevTS", fourMinutesAgo);
        await Queue.AddAsync("c");
        var metrics = await Eventually.BecomesAsync(() => Queue.Inspect.MetricsAsync(JobState.Completed), metrics => metrics.Total == 3);

        Assert.That(metrics.PerMinute, Is.EqualTo(new long[] { 0, 0, 0, 2 }));
        Assert.That(metrics.Points, Is.EqualTo(4));
        Assert.That(metrics.LastMinute, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        var text = await Queue.Inspect.PrometheusAsync(new Dictionary<string, string> { ["env"] = "a\"b" });
        Assert.That(text, Does.Contain("bullmq_job_count{queue=\"q\", state=\"completed\", env=\"a\\\"b\"} 3\n"));
        Assert.That(text, Does.EndWith("bullmq_job_failed_total{queue=\"q\", env=\"a\\\"b\"} 1\n"));
        Assert.That(() => Queue.Inspect.PrometheusAsync(new Dictionary<string, string> { ["not ok"] = "" }), Throws.ArgumentException.With.Message.Contains("not ok"));
    }

    [Test]
    public async Task Workers_are_seen_by_their_names()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { Name = "one" });
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));

        var workers = await Eventually.BecomesAsync(() => Queue.Inspect.WorkersAsync(), workers => workers.Count == 2);

        Assert.That(workers.Select(worker => worker.Name), Is.EquivalentTo(new[] { "one", null }));
        Assert.That(workers, Has.All.Matches<QueueClient>(worker => worker!.Address.Contains(':', StringComparison.Ordinal) && worker.Fields.ContainsKey("age")));
        Assert.That(await Queue.Inspect.EventReadersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_name_that_only_begins_alike_is_no_worker_of_the_queue()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await Eventually.BecomesAsync(() => Queue.Inspect.WorkersAsync(), workers => workers.Count == 1);

        Assert.That(await new Queue("other", Connection, new QueueOptions { Prefix = Prefix }).Inspect.WorkersAsync(), Is.Empty);
        Assert.That(ClientNames.Worker(new QueueName("g2", "bull"), "foo"), Is.EqualTo("bull:ZzI=:w:foo"));
    }
}
