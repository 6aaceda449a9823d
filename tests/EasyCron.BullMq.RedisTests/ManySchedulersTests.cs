using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.RedisTests;

public sealed class ManySchedulersTests : QueueTest
{
    private static readonly JobSchedule Yearly = JobSchedule.Cron("0 0 1 1 *");

    [Test]
    public async Task Many_are_created_in_one_go_and_seen_each_with_its_job()
    {
        var ids = Enumerable.Range(0, 1203).Select(i => $"s{i}").ToList();

        var outcomes = await Queue.Schedulers.UpsertManyAsync(ids.Select(id => new SchedulerUpsert(id, Yearly, new JobTemplate { Data = new { JobId = id } })));

        Assert.That(outcomes, Has.Count.EqualTo(ids.Count).And.All.EqualTo(SchedulerUpsertOutcome.Written));
        var seen = await Queue.Schedulers.ScanAsync().SelectMany(page => page.ToAsyncEnumerable()).ToListAsync();
        Assert.That(seen.Select(one => one.Id).Distinct(), Is.EquivalentTo(ids));
        Assert.That(seen.Select(one => one.CurrentJob), Has.All.EqualTo(SchedulerJobPlace.Delayed));
        Assert.That(seen[0].Record!.DataJson, Is.EqualTo($$"""{"jobId":"{{seen[0].Id}}"}"""));
        Assert.That(await Queue.Schedulers.ReadManyAsync(["s7", "nobody", "s1202"]), Has.Count.EqualTo(2));
        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Delayed)), Is.EqualTo(ids.Count));
    }

    [Test]
    public async Task One_made_by_a_bulk_call_is_the_same_as_one_made_alone()
    {
        var template = new JobTemplate { Name = "n", Data = new { A = 1 }, Options = new JobOptions { Attempts = 3 } };
        var schedule = JobSchedule.Cron("0 0 1 1 *", "Europe/Berlin") with { StartDate = Connection.Options.Clock.GetUtcNow(), EndDate = Connection.Options.Clock.GetUtcNow().AddYears(3) };
        await Queue.Schedulers.UpsertAsync("alone", schedule, template);
        await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("bulk", schedule, template)]);

        var alone = (await Queue.Schedulers.GetAsync("alone"))!;
        var bulk = (await Queue.Schedulers.GetAsync("bulk"))!;

        Assert.That(bulk with { Id = "alone" }, Is.EqualTo(alone));
        Assert.That(await FieldAsync(bulk.CurrentJobId, "data"), Is.EqualTo(await FieldAsync(alone.CurrentJobId, "data")));
        Assert.That(await FieldAsync(bulk.CurrentJobId, "name"), Is.EqualTo("n"));
        Assert.That(await FieldAsync(bulk.CurrentJobId, "rjk"), Is.EqualTo("bulk"));
    }

    [Test]
    public async Task Nothing_is_written_where_a_scheduler_is_not_as_expected()
    {
        await Queue.Schedulers.UpsertAsync("there", Yearly);
        var next = (await Queue.Schedulers.ReadManyAsync(["there"]))[0].Next;
        var other = JobSchedule.Cron("0 0 2 1 *");
        var events = (await EventsAsync()).Count;

        var outcomes = await Queue.Schedulers.UpsertManyAsync(
        [
            new SchedulerUpsert("there", other) { Expected = SchedulerExpectation.Absent, WithJob = new JobToAdd("extra") },
            new SchedulerUpsert("there", other) { Expected = SchedulerExpectation.NextAt(next + 1) },
            new SchedulerUpsert("gone", other) { Expected = SchedulerExpectation.NextAt(next) },
            new SchedulerUpsert("ended", other with { EndDate = Connection.Options.Clock.GetUtcNow().AddDays(-1) }),
        ]);

        Assert.That(
            outcomes,
            Is.EqualTo(new[] { SchedulerUpsertOutcome.Unexpected, SchedulerUpsertOutcome.Unexpected, SchedulerUpsertOutcome.Unexpected, SchedulerUpsertOutcome.NoFurtherDate }));
        Assert.That(await EventsAsync(), Has.Count.EqualTo(events));
        Assert.That((await Queue.Schedulers.ListAsync()).Single().Schedule.Pattern, Is.EqualTo("0 0 1 1 *"));
    }

    [Test]
    public async Task A_job_is_added_in_the_same_step_and_once()
    {
        var extra = new JobToAdd("extra", new { A = 1 }, new JobOptions { JobId = "extra-1" });
        await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("s", Yearly) { Expected = SchedulerExpectation.Absent, WithJob = extra }]);
        var next = (await Queue.Schedulers.ReadManyAsync(["s"]))[0].Next;
        await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("s", Yearly) { Expected = SchedulerExpectation.NextAt(next), WithJob = extra }]);

        Assert.That(await Queue.Inspect.StateAsync("extra-1"), Is.EqualTo(JobState.Waiting));
        Assert.That(await FieldAsync("extra-1", "data"), Is.EqualTo("""{"a":1}"""));
        Assert.That(RedisReply.Number(await RedisAsync("LLEN", Keys.Wait)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_taken_time_is_told_and_a_later_one_can_be_asked_for()
    {
        await Queue.Schedulers.UpsertAsync("s", Yearly);
        var first = (await Queue.Schedulers.GetAsync("s"))!;
        await Queue.Schedulers.RemoveAsync("s");
        await Queue.AddAsync("blocker", null, new JobOptions { JobId = first.CurrentJobId });
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await Testing.Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(first.CurrentJobId), state => state == JobState.Completed);

        var taken = await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("s", Yearly)]);
        var later = await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("s", Yearly) { After = first.Next }]);

        Assert.That(taken[0], Is.EqualTo(SchedulerUpsertOutcome.SlotTaken));
        Assert.That(later[0], Is.EqualTo(SchedulerUpsertOutcome.Written));
        Assert.That((await Queue.Schedulers.GetAsync("s"))!.Next, Is.EqualTo(first.Next.AddYears(1)));
    }

    [Test]
    public async Task What_is_broken_is_seen_as_broken_and_can_be_replaced()
    {
        await Queue.Schedulers.UpsertManyAsync([.. new[] { "noJob", "noHash", "noRecord", "text", "line", "infinite" }.Select(id => new SchedulerUpsert(id, Yearly))]);
        var at = (await Queue.Schedulers.GetAsync("noJob"))!.Next.ToUnixTimeMilliseconds();
        await RedisAsync("ZREM", Keys.Delayed, $"repeat:noJob:{at}");
        await RedisAsync("DEL", Keys.Job($"repeat:noJob:{at}"), Keys.Job($"repeat:noHash:{at}"), Keys.Scheduler("noRecord"), Keys.Scheduler("text"));
        await RedisAsync("SET", Keys.Scheduler("text"), "not a hash");
        await RedisAsync("ZREM", Keys.Delayed, $"repeat:line:{at}");
        await RedisAsync("ZADD", Keys.Repeat, "inf", "infinite");

        var seen = (await Queue.Schedulers.ScanAsync().SelectMany(page => page.ToAsyncEnumerable()).ToListAsync()).ToDictionary(one => one.Id);

        Assert.Multiple(() =>
        {
            Assert.That(seen["noJob"].CurrentJob, Is.EqualTo(SchedulerJobPlace.Missing));
            Assert.That(seen["noHash"].CurrentJob, Is.EqualTo(SchedulerJobPlace.Missing));
            Assert.That(seen["line"].CurrentJob, Is.EqualTo(SchedulerJobPlace.Elsewhere));
            Assert.That(seen["noRecord"].Record, Is.Null);
            Assert.That(seen["text"].Record, Is.Null);
            Assert.That(seen["infinite"].Next, Is.EqualTo(double.PositiveInfinity));
        });
        Assert.That((await Queue.Schedulers.JobsInLineAsync()).Waiting, Is.Empty);

        var outcomes = await Queue.Schedulers.UpsertManyAsync(seen.Values.Select(one => new SchedulerUpsert(one.Id, Yearly) { Expected = SchedulerExpectation.NextAt(one.Next) }));

        Assert.That(outcomes, Has.All.EqualTo(SchedulerUpsertOutcome.Written));
        Assert.That((await Queue.Schedulers.ListAsync()).Select(one => one.Next.ToUnixTimeMilliseconds()), Has.Exactly(6).Items.And.All.EqualTo(at));
        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Delayed)), Is.EqualTo(6));
    }

    [Test]
    public async Task Jobs_in_line_and_running_are_told_apart()
    {
        await Queue.Schedulers.UpsertManyAsync([new SchedulerUpsert("a", JobSchedule.Cron("* * * * * *")), new SchedulerUpsert("b", JobSchedule.Cron("* * * * * *"))]);
        var release = new TaskCompletionSource();
        await StartWorkerAsync(async (_, _) => { await release.Task; return JobOutcome.Done; }, new WorkerOptions { Concurrency = 1 });

        var inLine = await Testing.Eventually.BecomesAsync(() => Queue.Schedulers.JobsInLineAsync(), lists => lists is { Active.Count: 1, Waiting.Count: >= 1 });

        release.SetResult();
        Assert.That(inLine.Active.Concat(inLine.Waiting), Has.All.StartsWith("repeat:"));
    }

    [Test]
    public async Task Delayed_jobs_of_no_scheduler_are_found_and_removed_but_not_those_that_have_been_started()
    {
        await Queue.Schedulers.UpsertAsync("s", Yearly, new JobTemplate { Data = new { JobId = "s" } });
        var later = new JobOptions { Delay = TimeSpan.FromHours(1) };
        await Queue.AddAsync("s", new { JobId = "s" }, later with { JobId = "repeat:s:1000" });
        await Queue.AddAsync("s", null, later with { JobId = "repeat:gone:1000" });
        await Queue.AddAsync("s", null, later with { JobId = "repeat:s:2000" });
        await RedisAsync("HSET", Keys.Job("repeat:s:2000"), "ats", 1);
        await Queue.AddAsync("plain", null, later);

        var strays = await Queue.Schedulers.StrayJobsAsync().ToListAsync();

        Assert.That(strays.Select(stray => stray.JobId), Is.EquivalentTo(new[] { "repeat:s:1000", "repeat:gone:1000" }));
        Assert.That(strays, Has.Some.EqualTo(new StraySchedulerJob("repeat:s:1000", "", "s", """{"jobId":"s"}""")));
        Assert.That(await Queue.Schedulers.RemoveStrayJobsAsync(["repeat:s:1000", "repeat:s:2000", "nobody"]), Is.EqualTo(1));
        Assert.That(await Queue.Inspect.StateAsync("repeat:s:1000"), Is.EqualTo(JobState.Unknown));
        Assert.That(await Queue.Inspect.StateAsync("repeat:s:2000"), Is.EqualTo(JobState.Delayed));
    }

    [Test]
    public async Task Many_are_removed_with_their_jobs()
    {
        await Queue.Schedulers.UpsertManyAsync(Enumerable.Range(0, 700).Select(i => new SchedulerUpsert($"s{i}", Yearly)));

        Assert.That(await Queue.Schedulers.RemoveManyAsync(Enumerable.Range(0, 699).Select(i => $"s{i}").Append("nobody")), Is.EqualTo(699));
        Assert.That((await Queue.Schedulers.ListAsync()).Single().Id, Is.EqualTo("s699"));
        Assert.That(RedisReply.Number(await RedisAsync("ZCARD", Keys.Delayed)), Is.EqualTo(1));
    }
}
