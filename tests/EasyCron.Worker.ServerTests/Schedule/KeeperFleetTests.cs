using EasyCron.BullMq;
using EasyCron.Testing;

namespace EasyCron.Worker.ServerTests.Schedule;

/// <summary>Several instances at once: the lease lets one keep, and without it they are harmless.</summary>
public sealed class KeeperFleetTests : KeeperTest
{
    [Test]
    public async Task Five_instances_that_start_at_once_make_one_scheduler_and_one_delayed_job_for_each_of_ten_thousand_jobs()
    {
        const int Jobs = 10_000;
        await AddManyAsync(Jobs);
        var fleet = Enumerable.Range(0, 5).Select(_ => MakeInstance()).ToList();

        // No lease here: all five write at once.
        await Task.WhenAll(fleet.Select(one => Task.Run(() => one.FullPassAsync(wasAway: true, neverKept: true))));

        Assert.That(await RedisAsync("ZCARD", "%repeat"), Is.EqualTo($"{Jobs}"));
        Assert.That(await RedisAsync("ZCARD", "%delayed"), Is.EqualTo($"{Jobs}"));
        Assert.That(await RedisAsync("LLEN", "%wait"), Is.EqualTo("0"), "nothing was missed, so nothing runs");
        Assert.That((await MakeInstance().FullPassAsync()).ChangedNothing, Is.True, "each delayed job is its scheduler's");
    }

    [Test]
    public async Task Ten_thousand_jobs_that_are_deleted_at_once_leave_nothing_behind()
    {
        await AddManyAsync(10_000);
        await Main.FullPassAsync(neverKept: true);
        await Database.ExecuteAsync("""delete from "Job" where id <> 'job1'""");

        var pass = await Main.Keeper.ChangesPassAsync();

        Assert.That(pass?.Removed, Is.EqualTo(9_999), "seen as a change, without a comparison of everything");
        Assert.That(await DelayedJobsAsync(), Has.Count.EqualTo(1));
        Assert.That(await RedisAsync("ZCARD", "%repeat"), Is.EqualTo("1"));
    }

    [Test]
    public async Task One_instance_keeps_the_others_stand_by_and_take_over_when_it_goes()
    {
        await AddJobAsync("first", "0 0 1 1 *");
        var fleet = Enumerable.Range(0, 3).Select(_ => MakeInstance()).ToList();
        using var end = new CancellationTokenSource();
        var ends = fleet.ToDictionary(one => one, _ => CancellationTokenSource.CreateLinkedTokenSource(end.Token));
        var loops = fleet.ToDictionary(one => one, one => one.Loop.RunAsync(ends[one].Token));

        await Task.WhenAll(fleet.Select(one => one.Loop.FirstPass)).WaitAsync(TimeSpan.FromMinutes(1));
        var keeper = fleet.Single(one => one.Status.Current.IsKeeping);
        Assert.That(fleet.Where(one => one != keeper).Select(one => one.Status.Current.LastPassAt), Has.All.Not.Null, "who stands by knows of the keeper's passes");

        await ends[keeper].CancelAsync();
        await loops[keeper];
        await AddJobAsync("second", "0 0 1 1 *");
        await Eventually.BecomesAsync(async () => await Schedulers.GetAsync("second") is not null, found => found, TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(() => fleet.Count(one => one != keeper && one.Status.Current.IsKeeping), keepers => keepers == 1, TimeSpan.FromMinutes(1));

        await end.CancelAsync();
        await Task.WhenAll(loops.Values);
        Assert.That(await RedisAsync("EXISTS", $"{Prefix}:easycron:jobs:keeper"), Is.EqualTo("0"), "a lease is given up, not left to run out");
        foreach (var source in ends.Values)
        {
            source.Dispose();
        }
    }

    [Test]
    public async Task A_deployment_runs_a_job_once_for_the_whole_fleet_and_again_only_with_the_next()
    {
        await AddJobAsync("job", "0 0 1 1 *", ("runOnDeploy", true));
        await AddJobAsync("quiet", "0 0 1 1 *", ("runOnDeploy", false));
        await AddJobAsync("off", "0 0 1 1 *", ("runOnDeploy", true), ("status", "DISABLED"));
        await AddJobAsync("over", "0 0 1 1 *", ("runOnDeploy", true), ("endAt", DateTimeOffset.UnixEpoch));
        await AddJobAsync("later", "0 0 1 1 *", ("runOnDeploy", true), ("startAt", new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var fleet = Enumerable.Range(0, 5).Select(_ => MakeInstance("v1")).ToList();
        await Task.WhenAll(fleet.Select(one => one.DeployRuns.EnsureAsync(default)));
        await MakeInstance("v1").DeployRuns.EnsureAsync(default);
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { "job" }));

        await MakeInstance("v2").DeployRuns.EnsureAsync(default);
        await MakeInstance("v1").DeployRuns.EnsureAsync(default);
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { "job", "job" }), "a rollback is known already");

        async Task<List<string>> RunsAsync() => await Main.Queue.Inspect.ListAsync(JobState.Waiting).Select(job => job.Name).ToListAsync();
    }

    private Task<int> AddManyAsync(int count) => Database.ExecuteAsync($"""
        insert into "Job" (id, "teamId", name, "apiUrl", "scheduleMode", "cronExpression", timezone, "updatedAt")
        select 'job' || n, 'team-1', 'Job ' || n, 'http://127.0.0.1:9/', 'cron', (n % 60) || ' 3 1 1 *', 'Europe/Berlin', now() - interval '2 days'
        from generate_series(1, {count}) n
        """);
}
