using System.Collections.Concurrent;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

/// <summary>Jobs that leave their slot to another before they have ended.</summary>
public sealed class LeaveSlotTests : QueueTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task The_next_job_runs_while_one_that_left_its_slot_ends()
    {
        await StartWorkerAsync(LeaveAndWaitOr("stay"), new WorkerOptions { Concurrency = 1 });
        var leaver = await Queue.AddAsync("leave");
        var next = await Queue.AddAsync("stay");

        await BecomesAsync(next.Id, JobState.Completed);
        Assert.That(await Queue.Inspect.StateAsync(leaver.Id), Is.EqualTo(JobState.Active));
        _gate.SetResult();
        await BecomesAsync(leaver.Id, JobState.Completed);
    }

    [Test]
    public async Task One_that_comes_later_is_taken_while_one_that_left_its_slot_ends()
    {
        await StartWorkerAsync(LeaveAndWaitOr("stay"), new WorkerOptions { Concurrency = 1 });
        var leaver = await Queue.AddAsync("leave");
        await BecomesAsync(leaver.Id, JobState.Active);

        await BecomesAsync((await Queue.AddAsync("stay")).Id, JobState.Completed);
        await BecomesAsync((await Queue.AddAsync("stay")).Id, JobState.Completed);
        Assert.That(await Queue.Inspect.StateAsync(leaver.Id), Is.EqualTo(JobState.Active));
        _gate.SetResult();
    }

    [Test]
    public async Task No_more_jobs_end_outside_of_slots_than_there_are_slots()
    {
        var running = 0;
        var most = 0;
        var worker = await StartWorkerAsync(
            async (job, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                job.LeaveSlot();
                await _gate.Task;
                Interlocked.Decrement(ref running);
                return JobOutcome.Done;
            },
            new WorkerOptions { Concurrency = 2 });
        await Queue.AddManyAsync(Enumerable.Range(0, 30).Select(n => new JobToAdd("j", n)));

        await Eventually.BecomesAsync(() => Task.FromResult(worker.RunningCount), count => count == 4);
        _gate.SetResult();
        await Eventually.BecomesAsync(CompletedAsync, completed => completed == 30);
        Assert.That(most, Is.EqualTo(4));
    }

    [Test]
    public async Task One_that_left_its_slot_and_failed_says_nothing_of_the_queue()
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drained = 0;
        var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Before the worker looks, so that it does not begin by finding nothing.
        await Queue.AddManyAsync([new JobToAdd("fails"), new JobToAdd("holds"), new JobToAdd("waits")]);
        await StartWorkerAsync(
            async (job, _) =>
            {
                if (job.Name == "fails")
                {
                    job.LeaveSlot();
                    await fail.Task;
                    throw new InvalidOperationException("no");
                }

                fail.TrySetResult();
                await _gate.Task;
                return JobOutcome.Done;
            },
            new WorkerOptions
            {
                Concurrency = 1,
                Events = new WorkerEvents
                {
                    OnFailed = _ =>
                    {
                        failed.SetResult();
                        return ValueTask.CompletedTask;
                    },
                    OnDrained = () =>
                    {
                        Interlocked.Increment(ref drained);
                        return ValueTask.CompletedTask;
                    },
                },
            });
        await failed.Task.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(drained, Is.Zero);
        _gate.SetResult();
        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref drained)), times => times == 1);
    }

    [Test]
    public async Task A_worker_whose_jobs_all_come_with_completing_calls_does_not_look_dead()
    {
        const int Slots = 40;
        var longest = TimeSpan.Zero;
        Worker? worker = null;
        worker = await StartWorkerAsync(
            async (job, _) =>
            {
                if (job.Name == "holds")
                {
                    await _gate.Task;
                    return JobOutcome.Done;
                }

                // One slot is left over, so these follow each other.
                job.LeaveSlot();
                var idle = worker!.SinceLastTurn;
                longest = idle > longest ? idle : longest;
                await Task.Delay(1, CancellationToken.None);
                return JobOutcome.Done;
            },
            new WorkerOptions { Concurrency = Slots });
        await Queue.AddManyAsync(Enumerable.Range(0, Slots - 1).Select(n => new JobToAdd("holds", n)));
        await Eventually.BecomesAsync(() => Task.FromResult(worker.RunningCount), count => count == Slots - 1);

        var begun = TimeProvider.System.GetTimestamp();
        await Queue.AddManyAsync(Enumerable.Range(0, 1000).Select(n => new JobToAdd("follows", n)));
        await Eventually.BecomesAsync(CompletedAsync, completed => completed == 1000, TimeSpan.FromMinutes(1));
        _gate.SetResult();
        Assert.That(longest, Is.LessThan(TimeProvider.System.GetElapsedTime(begun) / 2));
    }

    [Test]
    public async Task Stopping_waits_for_a_job_that_left_its_slot()
    {
        var worker = await StartWorkerAsync(LeaveAndWaitOr("stay"), new WorkerOptions { Concurrency = 1 });
        var leaver = await Queue.AddAsync("leave");
        await Queue.AddAsync("stay");
        await Eventually.BecomesAsync(CompletedAsync, completed => completed == 1);

        var stopping = worker.StopAsync();
        Assert.That(stopping.IsCompleted, Is.False);
        _gate.SetResult();
        await stopping.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(await Queue.Inspect.StateAsync(leaver.Id), Is.EqualTo(JobState.Completed));
    }

    [Test]
    public async Task Whatever_becomes_of_them_no_more_jobs_are_in_slots_than_may_be_and_each_ends_once()
    {
        const int Jobs = 600;
        const int Slots = 5;
        var inSlots = 0;
        var most = 0;
        var ended = new ConcurrentDictionary<int, int>();
        var worker = await StartWorkerAsync(
            async (job, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref inSlots));
                var number = job.GetData<int>();
                var first = job.AttemptsMade == 0 && job.AttemptsStarted == 1;
                await Task.Yield();
                Interlocked.Decrement(ref inSlots);
                if (number % 3 > 0)
                {
                    job.LeaveSlot();
                    await Task.Delay(number % 4, CancellationToken.None);
                }

                switch (number % 7)
                {
                    case 0 when first:
                        throw new InvalidOperationException("once more");
                    case 1 when first:
                        return JobOutcome.Delayed(TimeProvider.System.GetUtcNow().AddMilliseconds(5));
                    default:
                        ended.AddOrUpdate(number, 1, (_, times) => times + 1);
                        return JobOutcome.Done;
                }
            },
            new WorkerOptions { Concurrency = Slots });
        await Queue.AddManyAsync(Enumerable.Range(0, Jobs).Select(n => new JobToAdd("j", n, new JobOptions { Attempts = 2 })));

        await Eventually.BecomesAsync(CompletedAsync, completed => completed == Jobs, TimeSpan.FromMinutes(1));
        Assert.That(most, Is.LessThanOrEqualTo(Slots).And.GreaterThan(1));
        Assert.That(ended.Values.Sum(), Is.EqualTo(Jobs));
        Assert.That(ended, Has.Count.EqualTo(Jobs));

        await worker.PauseAsync().WaitAsync(Eventually.DefaultDeadline);
        Assert.That(worker.RunningCount, Is.Zero);
    }

    private JobProcessor LeaveAndWaitOr(string stay) => async (job, _) =>
    {
        if (job.Name != stay)
        {
            job.LeaveSlot();
            await _gate.Task;
        }

        return JobOutcome.Done;
    };

    private Task<JobState> BecomesAsync(string jobId, JobState state) => Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(jobId), found => found == state);

    private async Task<long> CompletedAsync() => (await Queue.Inspect.CountsAsync([JobState.Completed]))[JobState.Completed];

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
