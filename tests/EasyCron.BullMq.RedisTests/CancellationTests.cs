using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class CancellationTests : QueueTest
{
    [Test]
    public async Task A_job_is_cancelled_from_another_connection()
    {
        var why = JobCancellation.None;
        var worker = await StartWorkerAsync(
            async (job, token) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    why = job.Cancellation;
                }

                return JobOutcome.Done;
            },
            new WorkerOptions { HearCancellations = true });
        var added = await Queue.AddAsync("long");
        await Eventually.BecomesTrueAsync(() => worker.RunningCount == 1);
        await using var elsewhere = Connect();
        var queue = new Queue("q", elsewhere, new QueueOptions { Prefix = Prefix });

        // Asked again until heard: the worker's reader may still be on its way to the stream.
        await Eventually.BecomesAsync(
            async () =>
            {
                await queue.Maintain.CancelRunningAsync(added.Id, "the customer left");
                return await queue.Inspect.StateAsync(added.Id);
            },
            state => state == JobState.Failed);

        Assert.That(why, Is.EqualTo(JobCancellation.Cancelled));
        Assert.That(await FieldAsync(added.Id, "failedReason"), Is.EqualTo("the customer left"));
    }

    [Test]
    public async Task Cancelling_what_does_not_run_here_says_so()
    {
        var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        Assert.That(worker.CancelJob("nobody"), Is.False);
    }

    [Test]
    public async Task A_cancelled_job_with_attempts_left_is_tried_again()
    {
        var worker = await StartWorkerAsync(async (job, token) =>
        {
            if (job.AttemptsMade == 0)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return JobOutcome.Done;
        });
        var added = await Queue.AddAsync("j", options: new JobOptions { Attempts = 2 });
        await Eventually.BecomesTrueAsync(() => worker.CancelJob(added.Id));

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "atm"), Is.EqualTo("2"));
    }
}
