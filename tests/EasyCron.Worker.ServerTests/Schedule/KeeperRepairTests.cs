using EasyCron.BullMq;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.ServerTests.Schedule;

public sealed class KeeperRepairTests : KeeperTest
{
    private const string Yearly = "0 0 1 1 *";

    [Test]
    public async Task Each_enabled_job_gets_one_scheduler_and_a_second_pass_writes_nothing()
    {
        for (var i = 0; i < 250; i++)
        {
            await AddJobAsync($"job{i}", Yearly, ("timezone", "Europe/Berlin"));
        }

        await AddJobAsync("off", Yearly, ("status", "DISABLED"));
        var first = await Main.FullPassAsync();
        var events = await EventsAsync();
        var second = await Main.FullPassAsync();
        var third = await Main.Keeper.ChangesPassAsync();

        Assert.That(first, Has.Property(nameof(KeeperPass.Added)).EqualTo(250));
        Assert.That(second.ChangedNothing && third!.ChangedNothing, Is.True);
        Assert.That(await EventsAsync(), Is.EqualTo(events));
        Assert.That(await DelayedJobsAsync(), Has.Count.EqualTo(250));
        var stored = (await Schedulers.GetAsync("job7"))!;
        Assert.Multiple(() =>
        {
            Assert.That(stored.Name, Is.EqualTo("job7"));
            Assert.That(stored.DataJson, Is.EqualTo("""{"jobId":"job7"}"""));
            Assert.That(stored.Schedule.Pattern, Is.EqualTo(Yearly));
            Assert.That(stored.Schedule.TimeZone, Is.EqualTo("Europe/Berlin"));
            Assert.That(stored.OptionsJson, Is.Null);
        });
    }

    private static readonly TestCaseData[] Faults =
    [
        new TestCaseData("missing", (string at) => new[] { new[] { "ZREM", "%repeat", "job" }, ["DEL", "%repeat:job", $"%repeat:job:{at}"], ["ZREM", "%delayed", $"repeat:job:{at}"] }),
        new TestCaseData("missing", (string at) => new[] { new[] { "ZREM", "%repeat", "job" } }),
        new TestCaseData("no_next_job", (string at) => new[] { new[] { "ZREM", "%delayed", $"repeat:job:{at}" }, ["DEL", $"%repeat:job:{at}"] }),
        new TestCaseData("no_next_job", (string at) => new[] { new[] { "DEL", $"%repeat:job:{at}" } }),
        new TestCaseData("no_next_job", (string at) => new[] { new[] { "ZREM", "%delayed", $"repeat:job:{at}" } }),
        new TestCaseData("no_next_job", (string at) => new[] { new[] { "DEL", "%delayed" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "pattern", "0 0 2 1 *" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "tz", "Asia/Tokyo" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "data", """{"jobId":"another"}""" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "opts", """{"attempts":7}""" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "endDate", "1" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "every", "1000" } }),
        new TestCaseData("stale", (string at) => new[] { new[] { "HSET", "%repeat:job", "name", "other" } }),
        new TestCaseData("malformed", (string at) => new[] { new[] { "DEL", "%repeat:job" } }),
        new TestCaseData("malformed", (string at) => new[] { new[] { "HDEL", "%repeat:job", "ic" } }),
        new TestCaseData("malformed", (string at) => new[] { new[] { "DEL", "%repeat:job" }, ["SET", "%repeat:job", "text"] }),
        new TestCaseData("malformed", (string at) => new[] { new[] { "ZADD", "%repeat", "inf", "job" } }),
        new TestCaseData("malformed", (string at) => new[] { new[] { "ZADD", "%repeat", "-5", "job" } }),
    ];

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_is_found_counted_by_its_kind_logged_and_healed(string kind, Func<string, string[][]> damage)
    {
        await AddJobAsync("job", Yearly);
        await AddJobAsync("other", Yearly);
        await Main.FullPassAsync();
        await Main.FullPassAsync();
        var healthy = await Schedulers.GetAsync("job");
        foreach (var command in damage(healthy!.Next.ToUnixTimeMilliseconds().ToString()))
        {
            await RedisAsync(command);
        }

        var pass = await Main.FullPassAsync();

        var repaired = pass.Repairs.Where(repair => repair.Key.Text() == kind).Sum(repair => repair.Value);
        Assert.That(repaired, Is.EqualTo(pass.Repairs.Values.Sum()).And.Positive, string.Join(", ", pass.Repairs));
        Assert.That(Logs.Entries.Select(entry => entry.Message), Has.Some.Contains(kind));
        Assert.That((await Schedulers.GetAsync("job"))! with { IterationCount = 1 }, Is.EqualTo(healthy with { IterationCount = 1 }));
        Assert.That(await DelayedJobsAsync(), Is.EquivalentTo(new[] { healthy.CurrentJobId, healthy.CurrentJobId.Replace("job", "other") }));
        Assert.That(await RedisAsync("HGET", $"%{healthy.CurrentJobId}", "data"), Is.EqualTo("""{"jobId":"job"}"""));
        Assert.That((await Main.FullPassAsync()).ChangedNothing, Is.True, "healed at once and for good");
    }

    [Test]
    public async Task A_next_job_at_a_time_that_is_none_of_the_schedule_s_is_put_right()
    {
        await AddJobAsync("job", Yearly);
        await Main.FullPassAsync();
        var right = (await Schedulers.GetAsync("job"))!;
        await Schedulers.RemoveAsync("job");

        // Somebody whose zone rules say another hour, and somebody who leaves a year out.
        foreach (var wrong in new[] { right.Next.AddHours(1), right.Next.AddYears(1) })
        {
            await Schedulers.UpsertManyAsync([new SchedulerUpsert("job", JobSchedule.Cron($"0 {wrong.Hour} 1 1 *"), new JobTemplate { Data = new { JobId = "job" } }) { After = wrong.AddDays(-1) }]);
            await RedisAsync("HSET", "%repeat:job", "pattern", Yearly);

            var pass = await Main.FullPassAsync();

            Assert.That(pass.Repairs, Is.EquivalentTo(new Dictionary<RepairKind, int> { [RepairKind.WrongTime] = 1 }));
            Assert.That((await Schedulers.GetAsync("job"))!.Next, Is.EqualTo(right.Next));
        }
    }

    [Test]
    public async Task Orphans_go_foreign_schedulers_stay_and_old_repeatables_of_ours_go()
    {
        await AddJobAsync("job", Yearly);
        await AddJobAsync("off", Yearly, ("status", "DISABLED"));
        var year = JobSchedule.Cron(Yearly);
        await Schedulers.UpsertManyAsync(
        [
            new SchedulerUpsert("off", year, new JobTemplate { Data = new { JobId = "off" } }),
            new SchedulerUpsert("deleted", year, new JobTemplate { Data = new { JobId = "deleted" } }),
            new SchedulerUpsert("theirs", year, new JobTemplate { Data = new { Report = 7 } }),
            new SchedulerUpsert("theirs-2", year, new JobTemplate { Data = new { JobId = "job" } }),
            new SchedulerUpsert("theirs-3", year),
        ]);

        // What Queue.add with the option repeat left in BullMQ 4 and 5: members by MD5 with a hash that counts no iterations, and older yet, members that say all themselves.
        const string Hashed = "0123456789abcdef0123456789abcdef";
        await RedisAsync("ZADD", "%repeat", "4102444800000", Hashed, "4102444800000", "off:off:::0 0 1 1 *", "4102444800000", "report:report:::0 0 1 1 *");
        await RedisAsync("HSET", $"%repeat:{Hashed}", "name", "job", "pattern", Yearly);

        var pass = await Main.FullPassAsync();

        Assert.That(pass.Repairs, Is.EquivalentTo(new Dictionary<RepairKind, int> { [RepairKind.Orphan] = 2, [RepairKind.Legacy] = 2 }));
        Assert.That(pass.Foreign, Is.EqualTo(4));
        Assert.That((await Schedulers.ListAsync()).Select(one => one.Id), Is.EquivalentTo(new[] { "job", "theirs", "theirs-2", "theirs-3" }));
        Assert.That((await RedisAsync("ZRANGE", "%repeat", "0", "-1")).Split('\n'), Does.Contain("report:report:::0 0 1 1 *").And.None.EqualTo(Hashed));
        Assert.That((await Main.FullPassAsync()).ChangedNothing, Is.True);
    }

    [Test]
    public async Task A_second_delayed_job_of_a_scheduler_is_removed_but_not_one_that_waits_for_another_attempt()
    {
        await AddJobAsync("job", Yearly);
        await Main.FullPassAsync();
        var later = new JobOptions { Delay = TimeSpan.FromHours(1) };
        await Main.Queue.AddAsync("job", new { JobId = "job" }, later with { JobId = "repeat:job:1000" });
        await Main.Queue.AddAsync("job", new { JobId = "job" }, later with { JobId = "repeat:job:2000" });
        await Main.Queue.AddAsync("theirs", new { JobId = "x" }, later with { JobId = "repeat:theirs:2000" });
        foreach (var id in new[] { "repeat:job:1000", "repeat:job:2000" })
        {
            await RedisAsync("HSET", $"%{id}", "rjk", "job");
        }

        await RedisAsync("HSET", "%repeat:job:2000", "processedOn", "5");

        var pass = await Main.FullPassAsync();

        Assert.That(pass.Repairs, Is.EquivalentTo(new Dictionary<RepairKind, int> { [RepairKind.Duplicate] = 1 }));
        Assert.That(await DelayedJobsAsync(), Does.Not.Contain("repeat:job:1000").And.Contains("repeat:job:2000").And.Contains("repeat:theirs:2000"));
    }

    [Test]
    public async Task A_flushed_Redis_is_filled_again()
    {
        for (var i = 0; i < 120; i++)
        {
            await AddJobAsync($"job{i}", Yearly);
        }

        await Main.FullPassAsync();
        foreach (var key in (await RedisAsync("KEYS", $"{Prefix}:*")).Split('\n').Chunk(100))
        {
            await RedisAsync(["DEL", .. key]);
        }

        var pass = await Main.Keeper.FullPassAsync(new PassCircumstances(HasLostAll: true));

        Assert.That(pass.Repairs, Is.EquivalentTo(new Dictionary<RepairKind, int> { [RepairKind.Flushed] = 1, [RepairKind.Missing] = 120 }));
        Assert.That(await DelayedJobsAsync(), Has.Count.EqualTo(120));
        Assert.That(pass.CaughtUp, Is.Zero);
    }
}
