using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.RedisTests.Commands;

public sealed class CompleteAndFetchTests : QueueTest
{
    private static readonly FetchTerms Terms = new(TimeSpan.FromSeconds(30), null, "w");

    [Test]
    public async Task Each_job_is_answered_for_itself()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 5).Select(i => new JobToAdd("j", i)));
        await FetchAsync("t", 5);
        await RedisAsync("DEL", Keys.OfJob("2", "lock"));
        await RedisAsync("SET", Keys.OfJob("3", "lock"), "somebody");
        await RedisAsync("LREM", Keys.Active, 0, "4");
        await RedisAsync("SADD", Keys.OfJob("5", "dependencies"), "child");

        var answer = await RunAsync([Done("1"), Done("2"), Done("3"), Done("4"), Done("5"), Done("6")], JobRetention.KeepAll, 0);

        Assert.That(answer.Codes, Is.EqualTo(new long[] { 0, -2, -6, -3, -4, -1 }));
        Assert.That(await Queue.Inspect.StateAsync("1"), Is.EqualTo(JobState.Completed));
        Assert.That(await FieldAsync("1", "returnvalue"), Is.EqualTo("\"v\""));
        Assert.That(await FieldAsync("1", "atm"), Is.EqualTo("1"));
        Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.OfJob("5", "lock"))), Is.EqualTo(1), "a refused job keeps its lock");
    }

    [Test]
    public async Task One_call_leaves_the_events_of_many()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 3).Select(i => new JobToAdd("j", i)));
        await FetchAsync("t", 2);

        var answer = await RunAsync([Done("1"), Done("2")], JobRetention.KeepAll, 2);
        var last = await RunAsync([new CompleteAndFetch.Completion("3", "next", "null"u8.ToArray())], JobRetention.KeepAll, 1);

        Assert.That(answer.Jobs.Select(job => job.Id), Is.EqualTo(new[] { "3" }));
        Assert.That(last.Jobs, Is.Empty);
        Assert.That((await EventsAsync()).Skip(6), Is.EqualTo(new[]
        {
            "active 1 waiting", "active 2 waiting", "completed 1 \"v\" active", "completed 2 \"v\" active", "active 3 waiting", "completed 3 null active", "drained",
        }));
        Assert.That(await FieldAsync("3", "pb"), Is.EqualTo("w"));
        Assert.That(await FieldAsync("3", "ats"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Retention_and_metrics_count_every_job_of_a_call()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 6).Select(i => new JobToAdd("j", i)));
        await FetchAsync("t", 6);

        await RunAsync([.. Enumerable.Range(1, 6).Select(i => Done($"{i}"))], new JobRetention(2), 0, metricsPoints: 10);

        Assert.That(RedisReply.Items(await RedisAsync("ZRANGE", Keys.Completed, 0, -1)).Select(RedisReply.Text), Is.EquivalentTo(new[] { "5", "6" }));
        Assert.That(RedisReply.Text(await RedisAsync("HGET", Keys.MetricsCompleted, "count")), Is.EqualTo("6"));
        Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.Job("1"), Keys.Job("4"))), Is.Zero);
    }

    [Test]
    public async Task Jobs_removed_at_once_leave_nothing_and_still_tell()
    {
        await Queue.AddAsync("j");
        await FetchAsync("t", 1);

        await RunAsync([Done("1")], JobRetention.RemoveAtOnce, 0);

        Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.Job("1"), Keys.Completed, Keys.OfJob("1", "lock"))), Is.Zero);
        Assert.That(await EventsAsync(), Has.Some.EqualTo("completed 1 \"v\" active"));
    }

    [Test]
    public async Task A_rate_limit_and_a_global_concurrency_bound_what_one_call_takes()
    {
        await Queue.AddManyAsync(Enumerable.Range(0, 9).Select(i => new JobToAdd("j", i)));

        var limited = await CompleteAndFetch.RunAsync(
            Connection.Lua, Keys, [], JobRetention.KeepAll, Terms with { Limiter = new RateLimit(2, TimeSpan.FromMinutes(1)) }, null, "t", 5, Now, CancellationToken.None);
        await RedisAsync("HSET", Keys.Meta, "concurrency", 5);
        var bounded = await RunAsync([], JobRetention.KeepAll, 9);

        Assert.That(limited.Jobs, Has.Count.EqualTo(2));
        Assert.That(limited.LimitDelay, Is.InRange(1, 60_000));
        Assert.That(bounded.Jobs, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task The_next_due_time_is_told_when_there_is_room_left()
    {
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromHours(1), Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Now) });
        await Queue.AddAsync("now");

        var answer = await RunAsync([], JobRetention.KeepAll, 2);

        Assert.That(answer.Jobs, Has.Count.EqualTo(1));
        Assert.That(answer.DelayUntil, Is.EqualTo(Now + 3_600_000).Within(60_000));
    }

    private long Now { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static CompleteAndFetch.Completion Done(string id) => new(id, "t", "\"v\""u8.ToArray());

    private Task<CompleteAndFetch.Answer> FetchAsync(string token, int room) =>
        CompleteAndFetch.RunAsync(Connection.Lua, Keys, [], JobRetention.KeepAll, Terms, null, token, room, Now, CancellationToken.None);

    private Task<CompleteAndFetch.Answer> RunAsync(IReadOnlyList<CompleteAndFetch.Completion> completions, JobRetention keep, int room, int? metricsPoints = null) =>
        CompleteAndFetch.RunAsync(Connection.Lua, Keys, completions, keep, Terms, metricsPoints, "next", room, Now, CancellationToken.None);
}
