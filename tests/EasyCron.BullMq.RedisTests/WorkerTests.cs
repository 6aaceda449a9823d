using System.Collections.Concurrent;
using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class WorkerTests : QueueTest
{
    [Test]
    public async Task A_job_runs_and_its_value_is_stored()
    {
        await StartWorkerAsync((job, _) => ValueTask.FromResult(JobOutcome.Completed(new { Sum = job.GetData<Pair>()!.A + job.GetData<Pair>()!.B })));

        var added = await Queue.AddAsync("sum", new Pair(2, 3));

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.Multiple(async () =>
        {
            Assert.That(added.Created);
            Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("""{"sum":5}"""));
            Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_thousand_jobs_run_once_each()
    {
        var runs = new ConcurrentDictionary<string, int>();
        await StartWorkerAsync(
            (job, _) =>
            {
                runs.AddOrUpdate(job.Id, 1, (_, n) => n + 1);
                return ValueTask.FromResult(JobOutcome.Done);
            },
            new WorkerOptions { Concurrency = 20, RemoveOnComplete = JobRetention.KeepAll });

        await Queue.AddManyAsync(Enumerable.Range(0, 1000).Select(i => new JobToAdd("n", i)));

        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 1000);
        Assert.That(runs.Values, Has.All.EqualTo(1));
        Assert.That(runs, Has.Count.EqualTo(1000));
    }

    [Test]
    public async Task Jobs_run_in_the_order_of_adding_and_priority()
    {
        var order = new ConcurrentQueue<string>();
        await Queue.AddAsync("low", options: new JobOptions { Priority = 10 });
        await Queue.AddAsync("high", options: new JobOptions { Priority = 1 });
        await Queue.AddAsync("plain1");
        await Queue.AddAsync("plain2");
        await Queue.AddAsync("front", options: new JobOptions { Lifo = true });

        await StartWorkerAsync((job, _) =>
        {
            order.Enqueue(job.Name);
            return ValueTask.FromResult(JobOutcome.Done);
        });

        await Eventually.BecomesTrueAsync(() => order.Count == 5);
        Assert.That(order, Is.EqualTo(new[] { "front", "plain1", "plain2", "high", "low" }));
    }

    [Test]
    public async Task A_delayed_job_runs_when_it_is_due_and_not_before()
    {
        var ran = new TaskCompletionSource<DateTimeOffset>();
        await StartWorkerAsync((_, _) =>
        {
            ran.TrySetResult(TimeProvider.System.GetUtcNow());
            return ValueTask.FromResult(JobOutcome.Done);
        });

        var added = TimeProvider.System.GetUtcNow();
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromMilliseconds(700) });

        var at = await ran.Task.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(at - added, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(699)));
    }

    [Test]
    public async Task A_failing_job_is_retried_with_its_backoff_and_then_fails()
    {
        var failures = new ConcurrentQueue<JobFailure>();
        await StartWorkerAsync(
            (job, _) => throw new InvalidOperationException($"boom {job.AttemptsStarted}"),
            new WorkerOptions { Events = new WorkerEvents { OnFailed = failure => { failures.Enqueue(failure); return ValueTask.CompletedTask; } } });

        var added = await Queue.AddAsync("f", options: new JobOptions { Attempts = 3, Backoff = Backoff.Exponential(TimeSpan.FromMilliseconds(20)), StackTraceLimit = 2 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        await Eventually.BecomesTrueAsync(() => failures.Count == 3);
        Assert.That(failures.Select(failure => failure.RetryAfter?.TotalMilliseconds), Is.EqualTo(new double?[] { 20, 40, null }));
        Assert.That(await FieldAsync(added.Id, "failedReason"), Is.EqualTo("boom 3"));
        Assert.That(System.Text.Json.JsonSerializer.Deserialize<string[]>((await FieldAsync(added.Id, "stacktrace"))!), Has.Length.EqualTo(2));
        Assert.That(await EventsAsync(), Has.Some.EqualTo($"retries-exhausted {added.Id} 3"));
    }

    [Test]
    public async Task An_unrecoverable_failure_is_not_retried()
    {
        await StartWorkerAsync((_, _) => throw new UnrecoverableException("never"));

        var added = await Queue.AddAsync("f", options: new JobOptions { Attempts = 5 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_job_put_off_by_its_processor_counts_no_attempt()
    {
        await StartWorkerAsync((job, _) => ValueTask.FromResult(job.AttemptsStarted == 1
            ? JobOutcome.Delayed(TimeProvider.System.GetUtcNow().AddMilliseconds(50))
            : JobOutcome.Completed(job.AttemptsMade)));

        var added = await Queue.AddAsync("d");

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("0"));
        Assert.That(await FieldAsync(added.Id, "ats"), Is.EqualTo("2"));
    }

    [Test]
    public async Task Progress_data_and_logs_are_stored_while_the_job_runs()
    {
        await StartWorkerAsync(async (job, token) =>
        {
            await job.UpdateProgressAsync(42, token);
            await job.UpdateDataAsync(new { Step = 2 }, token);
            await job.LogAsync("one", token);
            return JobOutcome.Completed(await job.LogAsync("two", token));
        });

        var added = await Queue.AddAsync("p", new { Step = 1 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "progress"), Is.EqualTo("42"));
        Assert.That(await FieldAsync(added.Id, "data"), Is.EqualTo("""{"step":2}"""));
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("2"));
    }

    [TestCase("data", "{not json", "The data of job")]
    [TestCase("opts", "[1", "The job's options are not readable")]
    [TestCase("opts", "7", "The job's options are not readable")]
    public async Task A_poisonous_hash_fails_its_job_and_the_queue_moves_on(string field, string poison, string reason)
    {
        var bad = await Queue.AddAsync("bad", new { A = 1 }, new JobOptions { Attempts = 3 });
        await RedisAsync("HSET", Keys.Job(bad.Id), field, poison);
        var good = await Queue.AddAsync("good", new Pair(1, 2));

        await StartWorkerAsync((job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<Pair>())));

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(good.Id), state => state == JobState.Completed);
        Assert.That(await Queue.Inspect.StateAsync(bad.Id), Is.EqualTo(JobState.Failed));
        Assert.That(await FieldAsync(bad.Id, "failedReason"), Does.StartWith(reason));
    }

    [Test]
    public async Task A_paused_queue_is_left_alone_until_it_is_resumed()
    {
        await Queue.PauseAsync();
        var added = await Queue.AddAsync("p");
        var ran = 0;
        await StartWorkerAsync((_, _) => { Interlocked.Increment(ref ran); return ValueTask.FromResult(JobOutcome.Done); }, new WorkerOptions { DrainDelay = TimeSpan.FromMilliseconds(100) });
        await Eventually.BecomesAsync(() => RedisAsync("EXISTS", Keys.StalledCheck), reply => RedisReply.Number(reply) == 1);
        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Waiting));

        await Queue.ResumeAsync();

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(ran, Is.EqualTo(1));
    }

    [Test]
    public async Task A_paused_worker_takes_nothing_and_goes_on_after_resume()
    {
        var ran = new ConcurrentQueue<string>();
        var worker = await StartWorkerAsync((job, _) => { ran.Enqueue(job.Id); return ValueTask.FromResult(JobOutcome.Done); });
        var first = await Queue.AddAsync("a");
        await Eventually.BecomesTrueAsync(() => ran.Count == 1);

        await worker.PauseAsync();
        var second = await Queue.AddAsync("b");
        Assert.That(await Queue.Inspect.StateAsync(second.Id), Is.EqualTo(JobState.Waiting));
        worker.Resume();

        await Eventually.BecomesTrueAsync(() => ran.Count == 2);
        Assert.That(ran, Is.EqualTo(new[] { first.Id, second.Id }));
    }

    private sealed record Pair(int A, int B);
}
