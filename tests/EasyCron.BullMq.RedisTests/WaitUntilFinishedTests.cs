using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class WaitUntilFinishedTests : QueueTest
{
    private QueueEvents _events = null!;

    [SetUp]
    public void OpenEvents() => _events = new QueueEvents("q", Connection, new QueueEventsOptions { Prefix = Prefix });

    [TearDown]
    public ValueTask CloseEventsAsync() => _events.DisposeAsync();

    [Test]
    public async Task The_value_of_a_job_is_handed_to_all_who_wait_for_it()
    {
        var go = new TaskCompletionSource();
        await StartWorkerAsync(async (_, _) =>
        {
            await go.Task;
            return JobOutcome.Completed(new { Sum = 5 });
        });
        var job = await AddAsync();

        var waits = Enumerable.Range(0, 3).Select(_ => job.WaitUntilFinishedAsync<Dictionary<string, int>>(_events, Eventually.DefaultDeadline)).ToList();
        await Eventually.BecomesAsync(() => Queue.Inspect.EventReadersAsync(), readers => readers.Count == 1);
        go.SetResult();

        foreach (var value in await Task.WhenAll(waits))
        {
            Assert.That(value!["sum"], Is.EqualTo(5));
        }
    }

    [Test]
    public async Task A_job_that_has_ended_before_is_found()
    {
        await StartWorkerAsync((job, _) => job.Name == "bad" ? throw new InvalidOperationException("why") : ValueTask.FromResult(JobOutcome.Completed("text")));
        var good = await AddAsync("good");
        var bad = await AddAsync("bad");
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] + counts[JobState.Failed] == 2);

        Assert.That(await good.WaitUntilFinishedAsync<string>(_events, Eventually.DefaultDeadline), Is.EqualTo("text"));
        Assert.That(
            () => bad.WaitUntilFinishedAsync<string>(_events, Eventually.DefaultDeadline),
            Throws.InstanceOf<JobFailedException>().With.Property(nameof(JobFailedException.Reason)).EqualTo("why"));
        Assert.That(() => good.WaitUntilFinishedAsync<int>(_events, Eventually.DefaultDeadline), Throws.InstanceOf<JobDataException>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_job_that_vanished_when_it_ended_is_found_by_its_event(bool fails)
    {
        await StartWorkerAsync((_, _) => fails ? throw new InvalidOperationException("why") : ValueTask.FromResult(JobOutcome.Completed(7)));
        var added = await Queue.AddAsync("n", options: new JobOptions { RemoveOnComplete = JobRetention.RemoveAtOnce, RemoveOnFail = JobRetention.RemoveAtOnce });
        await Eventually.BecomesTrueAsync(async () => await Queue.GetJobAsync(added.Id) is null);
        await Queue.PauseAsync();
        await Queue.AddManyAsync(Enumerable.Range(0, 1500).Select(i => new JobToAdd("later", i)));

        var wait = _events.WaitUntilFinishedAsync<int>(added.Id, Eventually.DefaultDeadline);

        if (fails)
        {
            Assert.That(() => wait, Throws.InstanceOf<JobFailedException>());
        }
        else
        {
            Assert.That(await wait, Is.EqualTo(7));
        }
    }

    [Test]
    public async Task A_wait_ends_when_the_job_is_removed()
    {
        var job = await AddAsync();
        var wait = job.WaitUntilFinishedAsync<object>(_events, Eventually.DefaultDeadline);
        await Eventually.BecomesAsync(() => Queue.Inspect.EventReadersAsync(), readers => readers.Count == 1);

        await job.RemoveAsync();

        Assert.That(() => wait, Throws.InstanceOf<JobNotFoundException>());
        Assert.That(() => _events.WaitUntilFinishedAsync<object>("never", Eventually.DefaultDeadline), Throws.InstanceOf<JobNotFoundException>());
    }

    [Test]
    public async Task A_wait_ends_at_its_timeout_and_when_cancelled_and_with_the_reader()
    {
        var job = await AddAsync();
        using var cancel = new CancellationTokenSource();
        var patient = job.WaitUntilFinishedAsync<object>(_events, cancellationToken: cancel.Token);

        Assert.That(() => job.WaitUntilFinishedAsync<object>(_events, TimeSpan.FromMilliseconds(20)), Throws.InstanceOf<TimeoutException>().With.Message.Contains(job.Id));
        await cancel.CancelAsync();
        Assert.That(() => patient, Throws.InstanceOf<OperationCanceledException>());
        var last = job.WaitUntilFinishedAsync<object>(_events, Eventually.DefaultDeadline);
        await _events.DisposeAsync();
        Assert.That(() => last, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_wait_that_might_never_end_is_refused()
    {
        var job = await AddAsync();
        await using var others = new QueueEvents("other", Connection);

        Assert.That(() => job.WaitUntilFinishedAsync<object>(_events), Throws.ArgumentException.With.Message.Contains("timeout"));
        Assert.That(() => job.WaitUntilFinishedAsync<object>(others, TimeSpan.FromSeconds(1)), Throws.ArgumentException.With.Message.Contains("bull:other"));
    }

    [Test]
    public async Task Many_jobs_added_and_awaited_at_once_all_end()
    {
        await StartWorkerAsync((job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<int>() * 2)), new WorkerOptions { Concurrency = 20 });

        var values = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            var added = await Queue.AddAsync("n", i, new JobOptions { RemoveOnComplete = JobRetention.RemoveAtOnce });
            return await _events.WaitUntilFinishedAsync<int>(added.Id, Eventually.DefaultDeadline);
        }));

        Assert.That(values, Is.EqualTo(Enumerable.Range(0, 500).Select(i => i * 2)));
    }

    private async Task<Job> AddAsync(string name = "n") => (await Queue.GetJobAsync((await Queue.AddAsync(name)).Id))!;
}
