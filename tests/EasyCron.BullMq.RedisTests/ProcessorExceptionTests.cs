using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class ProcessorExceptionTests : QueueTest
{
    [Test]
    public async Task A_delayed_exception_puts_the_job_off_uncounted()
    {
        await StartWorkerAsync((job, _) => job.AttemptsStarted == 1
            ? throw new DelayedException(TimeProvider.System.GetUtcNow().AddMilliseconds(50))
            : ValueTask.FromResult(JobOutcome.Completed(job.AttemptsMade)));

        await RanTwiceUncountedAsync(await Queue.AddAsync("j"));
    }

    [Test]
    public async Task A_waiting_exception_gives_the_job_back_uncounted()
    {
        await StartWorkerAsync((job, _) => job.AttemptsStarted == 1 ? throw new WaitingException() : ValueTask.FromResult(JobOutcome.Completed(job.AttemptsMade)));

        await RanTwiceUncountedAsync(await Queue.AddAsync("j"));
    }

    [Test]
    public async Task A_rate_limit_exception_gives_the_job_back_until_the_limit_ends()
    {
        await StartWorkerAsync(async (job, token) =>
        {
            if (job.AttemptsStarted > 1)
            {
                return JobOutcome.Completed(job.AttemptsMade);
            }

            await Queue.Limits.RateLimitAsync(TimeSpan.FromMilliseconds(200), token);
            throw new RateLimitException();
        });

        var added = await Queue.AddAsync("j");

        await RanTwiceUncountedAsync(added);
        var events = await EventsAsync();
        Assert.That(events, Has.None.StartsWith("failed"));
    }

    [Test]
    public async Task A_waiting_children_exception_leaves_the_job_where_it_was_moved()
    {
        await StartWorkerAsync(async (job, token) =>
        {
            if (job.Name == "child")
            {
                return JobOutcome.Completed(1);
            }

            if (job.AttemptsStarted == 1)
            {
                await Queue.AddAsync("child", options: new JobOptions { Parent = job.AsParent }, cancellationToken: token);
                if (await job.MoveToWaitingChildrenAsync(cancellationToken: token))
                {
                    throw new WaitingChildrenException();
                }
            }

            return JobOutcome.Completed((await job.Children.ValuesAsync<int>(token)).Count);
        });

        var added = await Queue.AddAsync("parent");

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("1"));
        Assert.That(await FieldAsync(added.Id, "ats"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_deferred_failure_fails_the_job_without_running_it()
    {
        var ran = false;
        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 5 });
        await RedisAsync("HSET", Keys.Job(added.Id), "defa", "child q:1 failed");

        await StartWorkerAsync((_, _) => { ran = true; return ValueTask.FromResult(JobOutcome.Done); });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That((ran, await FieldAsync(added.Id, "failedReason"), await FieldAsync(added.Id, "atm")), Is.EqualTo((false, "child q:1 failed", "1")));
    }

    [Test]
    public async Task A_job_started_more_often_than_allowed_fails_without_running()
    {
        var ran = false;
        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 5 });
        await RedisAsync("HSET", Keys.Job(added.Id), "ats", 3);

        await StartWorkerAsync((_, _) => { ran = true; return ValueTask.FromResult(JobOutcome.Done); }, new WorkerOptions { MaxStartedAttempts = 3 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That((ran, await FieldAsync(added.Id, "failedReason")), Is.EqualTo((false, "job started more than allowable limit")));
    }

    [Test]
    public async Task Every_callback_may_throw_and_no_job_is_the_worse_for_it()
    {
        var thrown = 0;
        ValueTask Throw<T>(T _) => Interlocked.Increment(ref thrown) > 0 ? throw new InvalidOperationException("mine") : ValueTask.CompletedTask;
        await StartWorkerAsync(
            (job, _) => job.AttemptsMade == 0 ? throw new InvalidOperationException("boom") : ValueTask.FromResult(JobOutcome.Done),
            new WorkerOptions
            {
                Events = new WorkerEvents
                {
                    OnActive = Throw,
                    OnCompleted = Throw,
                    OnFailed = Throw,
                    OnStalled = Throw,
                    OnLockLost = Throw,
                    OnError = Throw,
                    OnDrained = () => Throw(0),
                },
            });

        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 2 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        await Eventually.BecomesTrueAsync(() => thrown >= 4);
        Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("2"));
    }

    [Test]
    public async Task Concurrency_can_be_raised_and_lowered_while_jobs_run()
    {
        using var gate = new SemaphoreSlim(0);
        var worker = await StartWorkerAsync(async (_, token) => { await gate.WaitAsync(token); return JobOutcome.Done; });
        await Queue.AddManyAsync(Enumerable.Range(0, 8).Select(i => new JobToAdd("j", i)));
        await Eventually.BecomesTrueAsync(() => worker.RunningCount == 1);

        worker.Concurrency = 4;
        await Eventually.BecomesTrueAsync(() => worker.RunningCount == 4);

        worker.Concurrency = 2;
        gate.Release(2);
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 2);
        await Eventually.BecomesTrueAsync(() => worker.RunningCount == 2);
        gate.Release(6);
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 8);
    }

    private async Task RanTwiceUncountedAsync(AddedJob added)
    {
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That((await FieldAsync(added.Id, "returnvalue"), await FieldAsync(added.Id, "ats")), Is.EqualTo(("0", "2")));
    }
}
