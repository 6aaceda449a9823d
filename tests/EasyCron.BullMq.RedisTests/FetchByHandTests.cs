using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class FetchByHandTests : QueueTest
{
    private static readonly WorkerOptions ShortLocks = new() { LockDuration = TimeSpan.FromSeconds(1), StalledInterval = TimeSpan.FromMilliseconds(300) };

    [Test]
    public async Task A_fetched_job_is_held_until_it_is_settled()
    {
        var worker = Manual(new WorkerOptions { LockRenewTime = TimeSpan.FromMilliseconds(500) });
        var added = await Queue.AddAsync("j", 5);

        await using var held = (await worker.FetchAsync())!;
        Assert.That((held.Job.Id, held.Job.GetData<int>(), worker.RunningCount), Is.EqualTo((added.Id, 5, 1)));
        await LockIsRenewedAsync(added.Id);
        await held.SettleAsync(JobOutcome.Completed("hand made"));

        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Completed));
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("\"hand made\""));
        Assert.That(worker.RunningCount, Is.Zero);
        await Assert.ThrowsAsync<InvalidOperationException>(() => held.SettleAsync(JobOutcome.Done));
    }

    [Test]
    public async Task A_fetch_without_waiting_finds_nothing_in_an_empty_queue() =>
        Assert.That(await Manual().FetchAsync(wait: false), Is.Null);

    [Test]
    public async Task A_waiting_fetch_ends_when_a_job_comes_and_when_it_is_cancelled()
    {
        var worker = Manual();
        var fetch = worker.FetchAsync();
        await Queue.AddAsync("j");
        await using var held = await fetch.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(held, Is.Not.Null);

        using var cancel = new CancellationTokenSource();
        var second = worker.FetchAsync(cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        Assert.That(() => second, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_failed_job_goes_its_way_by_its_attempts()
    {
        var worker = Manual();
        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 2 });

        await (await worker.FetchAsync())!.SettleAsync(JobOutcome.Failed(new InvalidOperationException("first")));
        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Waiting));
        await (await worker.FetchAsync())!.SettleAsync(JobOutcome.Failed(new InvalidOperationException("second")));

        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Failed));
        Assert.That(await FieldAsync(added.Id, "failedReason"), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_job_nobody_settled_goes_back_uncounted_when_it_is_disposed()
    {
        var worker = Manual();
        var added = await Queue.AddAsync("j");

        await (await worker.FetchAsync())!.DisposeAsync();

        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Waiting));
        Assert.That(await FieldAsync(added.Id, "atm"), Is.Null);
        Assert.That(worker.RunningCount, Is.Zero);
    }

    [Test]
    public async Task A_lost_lock_is_told_and_nothing_is_stored()
    {
        var worker = Manual(ShortLocks);
        var added = await Queue.AddAsync("j");
        var held = (await worker.FetchAsync())!;
        var lost = new TaskCompletionSource();
        held.CancellationToken.Register(lost.SetResult);

        await RedisAsync("DEL", Keys.OfJob(added.Id, "lock"));
        await lost.Task.WaitAsync(Eventually.DefaultDeadline);

        Assert.That(held.Job.Cancellation, Is.EqualTo(JobCancellation.LockLost));
        await Assert.ThrowsAsync<JobLockLostException>(() => held.SettleAsync(JobOutcome.Done));
    }

    [Test]
    public async Task A_job_that_must_not_run_is_failed_and_the_next_one_fetched()
    {
        var worker = Manual();
        var doomed = await Queue.AddAsync("doomed");
        await RedisAsync("HSET", Keys.Job(doomed.Id), "defa", "child x failed");
        var fine = await Queue.AddAsync("fine");

        await using var held = (await worker.FetchAsync())!;

        Assert.That(held.Job.Id, Is.EqualTo(fine.Id));
        Assert.That(await FieldAsync(doomed.Id, "failedReason"), Is.EqualTo("child x failed"));
    }

    [Test]
    public async Task A_worker_has_a_processor_or_is_fetched_from_and_not_both()
    {
        var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.FetchAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Manual().StartAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Manual().PauseAsync());

        var stopped = Manual();
        await stopped.StopAsync();
        Assert.That(() => stopped.FetchAsync(), Throws.InstanceOf<InvalidOperationException>().Or.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Stopping_gives_held_jobs_back()
    {
        var worker = Manual(new WorkerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(20) });
        var added = await Queue.AddAsync("j");
        var held = (await worker.FetchAsync())!;

        await worker.StopAsync();

        Assert.That(held.Job.Cancellation, Is.EqualTo(JobCancellation.Shutdown));
        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Waiting));
        Assert.That(async () => await held.DisposeAsync(), Throws.Nothing);
    }

    /// <summary>Waits until the lock's remaining life, which only shrinks by itself, has grown.</summary>
    private async Task LockIsRenewedAsync(string jobId)
    {
        var least = double.MaxValue;
        await Eventually.BecomesTrueAsync(async () =>
        {
            var left = RedisReply.Number(await RedisAsync("PTTL", Keys.OfJob(jobId, "lock")));
            least = Math.Min(least, left);
            return left > least;
        });
    }

    private Worker Manual(WorkerOptions? options = null)
    {
        var worker = new Worker("q", Connection, (options ?? new WorkerOptions()) with { Prefix = Prefix });
        StopAtTheEnd(worker);
        return worker;
    }
}
