using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class LockTests : QueueTest
{
    private static readonly WorkerOptions ShortLocks = new() { LockDuration = TimeSpan.FromSeconds(1), StalledInterval = TimeSpan.FromMilliseconds(300) };

    [Test]
    public async Task A_lock_outlives_its_duration_while_the_job_runs()
    {
        var finish = new TaskCompletionSource();
        await StartWorkerAsync(async (_, _) => { await finish.Task; return JobOutcome.Done; }, ShortLocks);
        var added = await Queue.AddAsync("long");
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Active);

        // Two and a half lock durations, seen as time passing in Redis.
        var until = TimeProvider.System.GetUtcNow().AddSeconds(2.5);
        await Eventually.BecomesTrueAsync(async () =>
        {
            Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.OfJob(added.Id, "lock"))), Is.EqualTo(1));
            return TimeProvider.System.GetUtcNow() > until;
        });

        finish.SetResult();
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "stc"), Is.Null);
    }

    [Test]
    public async Task A_lost_lock_fires_the_token_with_its_reason_and_the_result_is_dropped()
    {
        var why = new TaskCompletionSource<JobCancellation>();
        await StartWorkerAsync(
            async (job, token) =>
            {
                if (job.AttemptsStarted == 1)
                {
                    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    why.TrySetResult(job.Cancellation);
                }

                return JobOutcome.Completed(job.AttemptsStarted);
            },
            ShortLocks with { Concurrency = 2 });
        var added = await Queue.AddAsync("j");
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Active);

        await RedisAsync("DEL", Keys.OfJob(added.Id, "lock"));

        Assert.That(await why.Task.WaitAsync(Eventually.DefaultDeadline), Is.EqualTo(JobCancellation.LockLost));
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_job_without_worker_is_run_again_by_another()
    {
        await Queue.AddAsync("orphan", options: new JobOptions { JobId = "orphan" });
        // As a killed worker leaves it: active, and its lock run out.
        await RedisAsync("RPOPLPUSH", Keys.Wait, Keys.Active);
        var stalled = new TaskCompletionSource<StalledJob>();

        await StartWorkerAsync(
            (job, _) => ValueTask.FromResult(JobOutcome.Completed(job.StalledCount)),
            ShortLocks with { Events = new WorkerEvents { OnStalled = job => { stalled.TrySetResult(job); return ValueTask.CompletedTask; } } });

        Assert.That(await stalled.Task.WaitAsync(Eventually.DefaultDeadline), Is.EqualTo(new StalledJob("orphan", null, 1, false)));
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync("orphan"), state => state == JobState.Completed);
        Assert.That(await FieldAsync("orphan", "returnvalue"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_job_that_lost_its_worker_too_often_fails_without_being_run()
    {
        var added = await Queue.AddAsync("killer");
        await RedisAsync("RPOPLPUSH", Keys.Wait, Keys.Active);
        await RedisAsync("HSET", Keys.Job(added.Id), "stc", 1);
        var ran = false;

        await StartWorkerAsync((_, _) => { ran = true; return ValueTask.FromResult(JobOutcome.Done); }, ShortLocks);

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That(await FieldAsync(added.Id, "failedReason"), Is.EqualTo("job stalled more than allowable limit"));
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task A_job_that_lost_its_worker_too_often_is_retried_where_the_worker_says_so()
    {
        var added = await Queue.AddAsync("killer", options: new JobOptions { Attempts = 2 });
        await RedisAsync("RPOPLPUSH", Keys.Wait, Keys.Active);
        await RedisAsync("HSET", Keys.Job(added.Id), "stc", 1);
        var stalled = new TaskCompletionSource<StalledJob>();

        await StartWorkerAsync(
            (job, _) => ValueTask.FromResult(JobOutcome.Completed(job.AttemptsMade)),
            ShortLocks with
            {
                FinalStall = FinalStall.RetryByPolicy,
                Events = new WorkerEvents { OnStalled = job => { stalled.TrySetResult(job); return ValueTask.CompletedTask; } },
            });

        Assert.That(await stalled.Task.WaitAsync(Eventually.DefaultDeadline), Is.EqualTo(new StalledJob(added.Id, null, 2, true)));
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("1"), "the lost run counts as the first attempt");
    }

    [Test]
    public async Task A_callback_that_throws_changes_nothing_for_its_job()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Completed(1)), new WorkerOptions
        {
            Events = new WorkerEvents
            {
                OnActive = _ => throw new InvalidOperationException("mine"),
                OnCompleted = _ => throw new InvalidOperationException("mine"),
            },
        });

        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 3 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_cancelled_job_fails_with_the_reason_given()
    {
        var worker = await StartWorkerAsync(async (_, token) => { await Task.Delay(Timeout.Infinite, token); return JobOutcome.Done; });
        var added = await Queue.AddAsync("j");
        await Eventually.BecomesTrueAsync(() => worker.CancelJob(added.Id, "not needed any more"));

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That(await FieldAsync(added.Id, "failedReason"), Is.EqualTo("not needed any more"));
    }

    [Test]
    public async Task A_job_over_its_time_fails_by_its_attempts()
    {
        await StartWorkerAsync(
            async (_, token) => { await Task.Delay(Timeout.Infinite, token); return JobOutcome.Done; },
            new WorkerOptions { JobTimeout = TimeSpan.FromMilliseconds(50) });

        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 2 });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Failed);
        Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("2"));
        Assert.That(await FieldAsync(added.Id, "failedReason"), Does.Contain("0.05 s"));
    }
}
