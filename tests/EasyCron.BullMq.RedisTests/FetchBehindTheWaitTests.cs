using System.Collections.Concurrent;
using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

/// <summary>An idle worker's fetch lies in the server behind its wait for the marker, and runs whatever ends the wait.</summary>
public sealed class FetchBehindTheWaitTests : QueueTest
{
    [TestCase(+1)]
    [TestCase(-1)]
    public async Task A_job_that_wakes_a_worker_is_marked_by_the_worker_s_clock(int hoursAhead)
    {
        var clock = new ShiftedClock(TimeSpan.FromHours(hoursAhead));
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(Server.Url) with { Clock = clock });
        await using var worker = await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done), connection: connection);
        await AsleepAsync();

        var before = clock.GetUtcNow();
        var added = await Queue.AddAsync("a");
        await CompletedAsync(added.Id);

        var processed = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse((await FieldAsync(added.Id, "processedOn"))!));
        Assert.That(processed, Is.InRange(before - TimeSpan.FromMilliseconds(50), clock.GetUtcNow()));
    }

    [Test]
    public async Task A_worker_woken_by_a_due_time_leaves_no_fetch_behind_that_takes_more_than_it_has_room_for()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await StartWorkerAsync(async (_, _) =>
        {
            started.TrySetResult();
            await finish.Task;
            return JobOutcome.Done;
        });
        await AsleepAsync();
        var due = TimeSpan.FromMilliseconds(300);
        await Queue.AddManyAsync([new JobToAdd("a", Options: new JobOptions { Delay = due }), new JobToAdd("b", Options: new JobOptions { Delay = due })]);
        await started.Task.WaitAsync(Eventually.DefaultDeadline);

        // The fetch that took the one set the marker for the other, which would end a wait that is left, and set off its fetch.
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), counts => counts[JobState.Delayed] == 0);
        var counts = await Queue.Inspect.CountsAsync();
        Assert.That((counts[JobState.Active], counts[JobState.Waiting]), Is.EqualTo((1, 1)));
        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Marker)), Is.EqualTo(1), "nobody waits while the only slot is taken");
        finish.SetResult();
        await Eventually.BecomesAsync(() => Queue.Inspect.CountsAsync(), ended => ended[JobState.Completed] == 2);
    }

    [Test]
    public async Task Jobs_that_come_while_a_worker_pauses_run_once_it_goes_on()
    {
        var ran = new ConcurrentBag<string>();
        var worker = await StartWorkerAsync((job, _) =>
        {
            ran.Add(job.Id);
            return ValueTask.FromResult(JobOutcome.Done);
        });
        for (var i = 0; i < 100; i++)
        {
            await AsleepAsync();
            var adding = Queue.AddAsync("a");
            await worker.PauseAsync();
            var before = ran.Count;
            await adding;
            Assert.That(worker.RunningCount, Is.Zero);
            Assert.That(RedisReply.Number(await RedisAsync("LLEN", Keys.Active)), Is.Zero, "a paused worker holds no job");
            Assert.That(ran, Has.Count.EqualTo(before));
            worker.Resume();
            await CompletedAsync((await adding).Id);
        }

        Assert.That(ran, Is.Unique);
        Assert.That(ran, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Jobs_that_come_while_a_worker_stops_have_run_or_are_back_in_line()
    {
        for (var i = 0; i < 30; i++)
        {
            var worker = new Worker("q", Connection, (_, _) => ValueTask.FromResult(JobOutcome.Done), new WorkerOptions { Prefix = Prefix });
            StopAtTheEnd(worker);
            await worker.StartAsync();
            await AsleepAsync();

            var adding = Queue.AddAsync("a");
            await worker.StopAsync();

            var state = await Queue.Inspect.StateAsync((await adding).Id);
            Assert.That(state, Is.EqualTo(JobState.Completed).Or.EqualTo(JobState.Waiting));
            await RedisAsync("DEL", Keys.Wait, Keys.Marker);
        }
    }

    [Test]
    public async Task A_server_that_has_forgotten_the_script_costs_no_job()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await AsleepAsync();

        await RedisAsync("SCRIPT", "FLUSH");
        var added = await Queue.AddAsync("a");

        await CompletedAsync(added.Id);
    }

    [Test]
    public async Task A_worker_that_may_not_wait_for_the_marker_polls_and_says_why()
    {
        var errors = new ConcurrentQueue<Exception>();
        await RedisAsync("SET", Keys.Marker, "no sorted set");
        await StartWorkerAsync(
            (_, _) => ValueTask.FromResult(JobOutcome.Done),
            new WorkerOptions { Events = new WorkerEvents { OnError = error => { errors.Enqueue(error); return ValueTask.CompletedTask; } } });
        await Eventually.BecomesTrueAsync(() => !errors.IsEmpty);

        // What a script wrote before it met the broken marker.
        await RedisAsync("HSET", Keys.Job("1"), "name", "a", "data", "{}", "opts", "{}", "timestamp", 1, "delay", 0, "priority", 0);
        await RedisAsync("LPUSH", Keys.Wait, "1");
        await RedisAsync("DEL", Keys.Marker);

        await CompletedAsync("1");
        Assert.That(errors.First().Message, Does.Contain("BZPOPMIN").And.Contain("WRONGTYPE"));
    }

    private Task<JobState> CompletedAsync(string id) => Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(id), state => state == JobState.Completed);

    private Task AsleepAsync() => Eventually.BecomesTrueAsync(async () =>
        RedisReply.Text(await RedisAsync("CLIENT", "LIST"))!.Split('\n').Any(line => line.Contains($"name={Prefix}:", StringComparison.Ordinal) && line.Contains("cmd=bzpopmin", StringComparison.Ordinal)));

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
