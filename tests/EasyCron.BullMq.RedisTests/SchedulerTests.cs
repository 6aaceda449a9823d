using System.Collections.Concurrent;
using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class SchedulerTests : QueueTest
{
    [Test]
    public async Task A_pattern_fires_on_each_second_and_keeps_one_job_ahead()
    {
        var due = new ConcurrentQueue<string>();
        await StartWorkerAsync((job, _) => { due.Enqueue(job.Id); return ValueTask.FromResult(JobOutcome.Done); });

        await Queue.Schedulers.UpsertAsync("tick", JobSchedule.Cron("* * * * * *"), new JobTemplate { Name = "t", Data = new { A = 1 } });

        await Eventually.BecomesTrueAsync(() => due.Count >= 3);
        var millis = due.Take(3).Select(id => long.Parse(id.Split(':')[2])).ToList();
        Assert.That(millis[1] - millis[0], Is.EqualTo(1000));
        Assert.That(millis[2] - millis[1], Is.EqualTo(1000));
        var scheduler = await Queue.Schedulers.GetAsync("tick");
        Assert.That(scheduler!.IterationCount, Is.GreaterThanOrEqualTo(3));
        Assert.That(scheduler.DataJson, Is.EqualTo("""{"a":1}"""));
        Assert.That(await Queue.Inspect.StateAsync(scheduler.CurrentJobId), Is.AnyOf(JobState.Delayed, JobState.Active, JobState.Completed));
    }

    [Test]
    public async Task An_interval_fires_at_once_and_then_in_steps_until_its_limit()
    {
        var due = new ConcurrentQueue<string>();
        await StartWorkerAsync((job, _) => { due.Enqueue(job.Id); return ValueTask.FromResult(JobOutcome.Done); });

        await Queue.Schedulers.UpsertAsync("every", JobSchedule.EveryInterval(TimeSpan.FromMilliseconds(200)) with { Limit = 3 });

        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 3);
        Assert.That(await Queue.Inspect.CountsAsync([JobState.Delayed]), Has.All.Matches<KeyValuePair<JobState, long>>(pair => pair.Value == 0));
    }

    [Test]
    public async Task Changing_a_scheduler_replaces_its_job_and_removing_it_removes_its_job()
    {
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.Cron("0 0 1 1 *", "Europe/Berlin"));
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.Cron("0 0 2 1 *", "Asia/Tokyo"), new JobTemplate { Options = new JobOptions { Attempts = 4 } });

        var all = await Queue.Schedulers.ListAsync();
        Assert.That(all, Has.Count.EqualTo(1));
        Assert.That(all[0].Schedule.Pattern, Is.EqualTo("0 0 2 1 *"));
        Assert.That(all[0].Schedule.TimeZone, Is.EqualTo("Asia/Tokyo"));
        Assert.That(all[0].OptionsJson, Is.EqualTo("""{"attempts":4}"""));
        Assert.That(RedisReply.Items(await RedisAsync("ZRANGE", Keys.Delayed, 0, -1)).Select(RedisReply.Text), Is.EqualTo(new[] { all[0].CurrentJobId }));

        Assert.That(await Queue.Schedulers.RemoveAsync("s"), Is.True);
        Assert.That(await Queue.Schedulers.RemoveAsync("s"), Is.False);
        Assert.That(await Queue.Schedulers.CountAsync(), Is.Zero);
        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Delayed)), Is.Zero);
    }

    [TestCase("61 * * * *", "UTC", "minute")]
    [TestCase("* * * * *", "Mars/Olympus", "Mars/Olympus")]
    public async Task A_schedule_that_cannot_be_read_is_refused_before_anything_is_written(string pattern, string zone, string named)
    {
        Assert.That(() => Queue.Schedulers.UpsertAsync("s", JobSchedule.Cron(pattern, zone)), Throws.InstanceOf<FormatException>().With.Message.Contains(named));
        Assert.That(await Queue.Schedulers.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_schedule_without_a_further_date_writes_nothing()
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(1);

        var jobId = await Queue.Schedulers.UpsertAsync("s", JobSchedule.Cron($"0 0 {end.AddDays(-2).Day} * *") with { EndDate = end });

        Assert.That(jobId, Is.Null);
        Assert.That(await Queue.Schedulers.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_job_whose_scheduler_broke_still_runs_and_the_fault_is_told()
    {
        var errors = new ConcurrentQueue<Exception>();
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.Cron("* * * * * *"));
        var current = (await Queue.Schedulers.GetAsync("s"))!.CurrentJobId;
        await RedisAsync("HSET", Keys.Job(current), "opts", """{"repeat":{"pattern":"99 * * * *","count":1}}""");

        await StartWorkerAsync(
            (_, _) => ValueTask.FromResult(JobOutcome.Done),
            new WorkerOptions { Events = new WorkerEvents { OnError = error => { errors.Enqueue(error); return ValueTask.CompletedTask; } } });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(current), state => state == JobState.Completed);
        Assert.That(errors, Has.Some.InstanceOf<FormatException>());
    }
}
