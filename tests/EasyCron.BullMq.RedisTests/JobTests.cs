using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class JobTests : QueueTest
{
    [Test]
    public async Task A_job_is_read_with_all_that_is_stored_of_it()
    {
        var timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        await StartWorkerAsync(
            async (job, token) =>
            {
                await job.UpdateProgressAsync(new { Percent = 50 }, token);
                return job.AttemptsStarted == 1 ? throw new InvalidOperationException("first") : JobOutcome.Completed(new[] { 1, 2 });
            },
            new WorkerOptions { Name = "reader" });
        var added = await Queue.AddAsync("n", new { a = 1 }, new JobOptions { Attempts = 2, Timestamp = timestamp, Deduplication = new Deduplication("d") });
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);

        var job = (await Queue.GetJobAsync(added.Id))!;

        Assert.Multiple(() =>
        {
            Assert.That(job.Id, Is.EqualTo(added.Id));
            Assert.That(job.Name, Is.EqualTo("n"));
            Assert.That(job.Queue, Is.EqualTo(Queue.Name));
            Assert.That(job.GetData<Dictionary<string, int>>(), Is.EqualTo(new Dictionary<string, int> { ["a"] = 1 }));
            Assert.That(job.GetProgress<Dictionary<string, int>>()!["percent"], Is.EqualTo(50));
            Assert.That(job.GetReturnValue<int[]>(), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(job.Timestamp, Is.EqualTo(timestamp));
            Assert.That(job.Options.Attempts, Is.EqualTo(2));
            Assert.That((job.AttemptsMade, job.AttemptsStarted, job.StalledCount), Is.EqualTo((2, 2, 0)));
            Assert.That(job.ProcessedBy, Is.EqualTo("reader"));
            Assert.That(job.FinishedOn, Is.GreaterThanOrEqualTo(job.ProcessedOn!.Value));
            Assert.That(job.StackTraces, Has.Count.EqualTo(1).And.Some.Contains("first"));
            Assert.That(job.DeduplicationId, Is.EqualTo("d"));
        });
    }

    [Test]
    public async Task What_a_new_job_does_not_have_yet_is_null()
    {
        var added = await Queue.AddAsync("n");

        var job = (await Queue.GetJobAsync(added.Id))!;

        Assert.That((job.ReturnValueJson, job.ProgressJson, job.ProcessedOn, job.FinishedOn, job.FailedReason), Is.EqualTo(default((ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?, DateTimeOffset?, DateTimeOffset?, string?))));
        Assert.That((job.GetReturnValue<string>(), job.GetProgress<string>()), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task Many_jobs_are_read_at_once_and_missing_ones_are_null()
    {
        var added = await Queue.AddManyAsync(Enumerable.Range(0, 450).Select(i => new JobToAdd("n", i)));

        var jobs = await Queue.GetJobsAsync([.. added.Select(job => job.Id), "missing"]);

        Assert.That(jobs.Take(450).Select(job => job!.GetData<int>()), Is.EqualTo(Enumerable.Range(0, 450)));
        Assert.That(jobs[450], Is.Null);
        Assert.That(await Queue.GetJobAsync("missing"), Is.Null);
    }

    [Test]
    public async Task Fields_that_nobody_can_read_harm_only_who_reads_them()
    {
        var added = await Queue.AddAsync("n");
        await RedisAsync("HSET", Keys.Job(added.Id), "data", "{", "returnvalue", "oops", "stacktrace", "[");

        var job = (await Queue.GetJobAsync(added.Id))!;

        Assert.That(() => job.GetData<object>(), Throws.InstanceOf<JobDataException>());
        Assert.That(() => job.GetReturnValue<object>(), Throws.InstanceOf<JobDataException>());
        Assert.That(job.StackTraces, Is.Empty);
    }

    [Test]
    public async Task A_job_is_removed_once_nobody_runs_it()
    {
        var running = new TaskCompletionSource();
        var worker = await StartWorkerAsync(async (_, token) =>
        {
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return JobOutcome.Done;
        });
        var job = await AddAndGetAsync();
        await running.Task.WaitAsync(Eventually.DefaultDeadline);

        Assert.That(() => job.RemoveAsync(), Throws.InstanceOf<JobLockedException>().With.Property(nameof(JobLockedException.JobId)).EqualTo(job.Id));

        worker.CancelJob(job.Id);
        await Eventually.BecomesAsync(() => job.StateAsync(), state => state == JobState.Failed);
        await job.RemoveAsync();
        Assert.That(await job.StateAsync(), Is.EqualTo(JobState.Unknown));
        Assert.That((await EventsAsync())[^1], Is.EqualTo($"removed {job.Id} failed"));
    }

    [Test]
    public async Task The_job_a_scheduler_lives_by_is_not_removed()
    {
        var id = await Queue.Schedulers.UpsertAsync("s", JobSchedule.EveryInterval(TimeSpan.FromHours(1)));
        var job = (await Queue.GetJobAsync(id!))!;

        Assert.That(job.SchedulerId, Is.EqualTo("s"));
        Assert.That(() => job.RemoveAsync(), Throws.InstanceOf<JobBelongsToSchedulerException>());
    }

    [Test]
    public async Task A_failed_job_runs_again_when_retried()
    {
        await StartWorkerAsync((job, _) => job.AttemptsStarted == 1 ? throw new InvalidOperationException("boom") : ValueTask.FromResult(JobOutcome.Done));
        var job = await AddAndGetAsync();
        await Eventually.BecomesAsync(() => job.StateAsync(), state => state == JobState.Failed);

        Assert.That(() => job.RetryAsync(JobState.Completed), Throws.InstanceOf<JobNotInStateException>());
        await job.RetryAsync();

        await Eventually.BecomesAsync(() => job.StateAsync(), state => state == JobState.Completed);
        Assert.That(() => job.RetryAsync(JobState.Waiting), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_retry_may_count_from_the_start_again()
    {
        await StartWorkerAsync((_, _) => throw new InvalidOperationException("boom"));
        var job = await AddAndGetAsync();
        await Eventually.BecomesAsync(() => job.StateAsync(), state => state == JobState.Failed);

        await Queue.PauseAsync();
        await job.RetryAsync(resetAttemptsMade: true, resetAttemptsStarted: true);

        var again = (await Queue.GetJobAsync(job.Id))!;
        Assert.That((again.AttemptsMade, again.AttemptsStarted, again.FailedReason), Is.EqualTo((0, 0, (string?)null)));
    }

    [Test]
    public async Task A_delayed_job_is_put_off_further_and_then_run_at_once()
    {
        var job = await AddAndGetAsync(new JobOptions { Delay = TimeSpan.FromMinutes(5) });

        await job.ChangeDelayAsync(TimeSpan.FromHours(2));
        Assert.That((await Queue.GetJobAsync(job.Id))!.Delay, Is.EqualTo(TimeSpan.FromHours(2)));

        await job.PromoteAsync();
        Assert.That(await job.StateAsync(), Is.EqualTo(JobState.Waiting));
        Assert.That((await Queue.GetJobAsync(job.Id))!.Delay, Is.EqualTo(TimeSpan.Zero));
        Assert.That(() => job.PromoteAsync(), Throws.InstanceOf<JobNotInStateException>());
        Assert.That(() => job.ChangeDelayAsync(TimeSpan.Zero), Throws.InstanceOf<JobNotInStateException>().With.Message.Contains("delayed"));
    }

    [Test]
    public async Task A_priority_changes_the_place_in_line()
    {
        var job = await AddAndGetAsync();

        await job.ChangePriorityAsync(5);
        Assert.That(await job.StateAsync(), Is.EqualTo(JobState.Prioritized));

        await job.ChangePriorityAsync(0);
        Assert.That(await job.StateAsync(), Is.EqualTo(JobState.Waiting));
        Assert.That(() => job.ChangePriorityAsync(2097152), Throws.ArgumentException.With.Message.Contains("2097151"));
    }

    [Test]
    public async Task Data_and_progress_are_replaced_and_a_removed_job_says_so()
    {
        var job = await AddAndGetAsync();

        await job.UpdateDataAsync(new { b = 2 });
        await job.UpdateProgressAsync("half");

        var again = (await Queue.GetJobAsync(job.Id))!;
        Assert.That(again.GetData<Dictionary<string, int>>()!["b"], Is.EqualTo(2));
        Assert.That(again.GetProgress<string>(), Is.EqualTo("half"));
        await job.RemoveAsync();
        Assert.That(() => job.UpdateDataAsync(1), Throws.InstanceOf<JobNotFoundException>());
        Assert.That(() => job.UpdateProgressAsync(1), Throws.InstanceOf<JobNotFoundException>());
        Assert.That(() => job.LogAsync("x"), Throws.InstanceOf<JobNotFoundException>());
        Assert.That((long)await RedisAsync("EXISTS", Keys.Job(job.Id)), Is.Zero);
    }

    [Test]
    public async Task Log_rows_are_read_from_either_end_and_cleared()
    {
        var job = await AddAndGetAsync();
        foreach (var row in new[] { "a", "b", "c", "d" })
        {
            await job.LogAsync(row);
        }

        Assert.Multiple(async () =>
        {
            Assert.That((await job.LogRowsAsync()).Rows, Is.EqualTo(new[] { "a", "b", "c", "d" }));
            Assert.That((await job.LogRowsAsync(1, 2)).Rows, Is.EqualTo(new[] { "b", "c" }));
            Assert.That((await job.LogRowsAsync(0, 1, newestFirst: true)).Rows, Is.EqualTo(new[] { "d", "c" }));
            Assert.That((await job.LogRowsAsync(0, -1, newestFirst: true)).Rows, Is.EqualTo(new[] { "d", "c", "b", "a" }));
            Assert.That((await job.LogRowsAsync(0, 0)).Count, Is.EqualTo(4));
        });
        await job.ClearLogAsync(keep: 1);
        Assert.That((await job.LogRowsAsync()).Rows, Is.EqualTo(new[] { "d" }));
        await job.ClearLogAsync();
        Assert.That((await job.LogRowsAsync()).Count, Is.Zero);
    }

    [Test]
    public async Task A_deduplication_ends_when_its_owner_says_so()
    {
        var job = await AddAndGetAsync(new JobOptions { Deduplication = new Deduplication("d") });
        Assert.That((await Queue.AddAsync("n", options: new JobOptions { Deduplication = new Deduplication("d") })).Created, Is.False);
        Assert.That(await Queue.Inspect.DeduplicationOwnerAsync("d"), Is.EqualTo(job.Id));

        Assert.That(await job.EndDeduplicationAsync());

        Assert.That(await job.EndDeduplicationAsync(), Is.False);
        Assert.That((await Queue.AddAsync("n", options: new JobOptions { Deduplication = new Deduplication("d") })).Created);
        Assert.That(await Queue.Maintain.EndDeduplicationAsync("d"));
        Assert.That(await Queue.Inspect.DeduplicationOwnerAsync("d"), Is.Null);
    }

    private async Task<Job> AddAndGetAsync(JobOptions? options = null) => (await Queue.GetJobAsync((await Queue.AddAsync("n", options: options)).Id))!;
}
