using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class WorkerStopTests : QueueTest
{
    [Test]
    public async Task Stopping_lets_a_running_job_end_and_takes_no_further_one()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var worker = await StartWorkerAsync(async (job, _) =>
        {
            started.TrySetResult();
            await finish.Task;
            return JobOutcome.Completed(job.Id);
        });
        var first = await Queue.AddAsync("a");
        var second = await Queue.AddAsync("b");
        await started.Task.WaitAsync(Eventually.DefaultDeadline);

        var stopping = worker.StopAsync();
        finish.SetResult();
        await stopping;

        Assert.That(await Queue.Inspect.StateAsync(first.Id), Is.EqualTo(JobState.Completed));
        Assert.That(await Queue.Inspect.StateAsync(second.Id), Is.EqualTo(JobState.Waiting));
        Assert.That(worker.IsRunning, Is.False);
    }

    [Test]
    public async Task After_the_grace_period_a_listening_processor_gives_its_job_back_uncounted()
    {
        var started = new TaskCompletionSource();
        var why = JobCancellation.None;
        var worker = await StartWorkerAsync(
            async (job, token) =>
            {
                started.TrySetResult();
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
            new WorkerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(50) });
        var added = await Queue.AddAsync("a");
        await started.Task.WaitAsync(Eventually.DefaultDeadline);

        await worker.StopAsync();

        Assert.That(why, Is.EqualTo(JobCancellation.Shutdown));
        await AssertBackInLineAsync(added.Id);
    }

    [Test]
    public async Task A_processor_that_does_not_listen_loses_its_job_to_the_line()
    {
        var started = new TaskCompletionSource();
        var never = new TaskCompletionSource<JobOutcome>();
        var worker = await StartWorkerAsync(
            (_, _) =>
            {
                started.TrySetResult();
                return new ValueTask<JobOutcome>(never.Task);
            },
            new WorkerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(50) });
        var added = await Queue.AddAsync("a");
        await started.Task.WaitAsync(Eventually.DefaultDeadline);

        await worker.StopAsync();
        await AssertBackInLineAsync(added.Id);

        // What the processor still says is dropped.
        never.SetResult(JobOutcome.Done);
        await Eventually.BecomesTrueAsync(() => worker.RunningCount == 0);
        await AssertBackInLineAsync(added.Id);
    }

    [Test]
    public async Task An_idle_worker_stops_without_taking_a_marker_along()
    {
        var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await Eventually.BecomesTrueAsync(async () => (await NamedClientsAsync()).Any(line => line.Contains("cmd=bzpopmin", StringComparison.Ordinal)));

        await worker.StopAsync();
        await Queue.AddAsync("a");

        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Marker)), Is.EqualTo(1));
        await Eventually.BecomesTrueAsync(async () => (await NamedClientsAsync()).Count == 0);
    }

    [Test]
    public async Task The_waiting_socket_carries_the_name_that_getWorkers_looks_for()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { Name = "wk 1" });

        var line = await Eventually.BecomesAsync(NamedClientsAsync, lines => lines.Count == 1);

        Assert.That(line[0], Does.Contain($"name={Prefix}:cQ==:w:wk-1 "));
    }

    [Test]
    public async Task Stopping_twice_and_starting_again_are_safe()
    {
        var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));

        await Task.WhenAll(worker.StopAsync(), worker.StopAsync());

        Assert.That(() => worker.StartAsync(), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_worker_whose_connection_was_closed_before_it_still_stops()
    {
        var connection = Connect();
        var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done), connection: connection);
        await Eventually.BecomesTrueAsync(async () => (await NamedClientsAsync()).Any(line => line.Contains("cmd=bzpopmin", StringComparison.Ordinal)));

        await connection.DisposeAsync();
        await worker.StopAsync().WaitAsync(Eventually.DefaultDeadline);

        Assert.That(worker.IsRunning, Is.False);
    }

    private async Task AssertBackInLineAsync(string id)
    {
        Assert.That(await Queue.Inspect.StateAsync(id), Is.EqualTo(JobState.Waiting));
        Assert.That(await FieldAsync(id, "atm"), Is.Null);
        Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.OfJob(id, "lock"))), Is.Zero);
    }

    private async Task<List<string>> NamedClientsAsync() =>
        [.. (RedisReply.Text(await RedisAsync("CLIENT", "LIST")) ?? "").Split('\n').Where(line => line.Contains($"name={Prefix}:", StringComparison.Ordinal))];
}
