using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.Interop.Tests.EndToEnd;

/// <summary>A Node worker takes jobs of the queue <c>jobs</c> too, as happens while an app moves from one to the other.</summary>
[TestFixture("bullmq", Category = "BullMQ 6.7.0")]
[TestFixture("bullmq5", Category = "BullMQ 5.81.5")]
[Parallelizable(ParallelScope.All)]
internal sealed class SharedQueueTests(string package)
{
    [Test]
    public async Task Schedules_go_on_whoever_takes_an_iteration_and_each_is_taken_once()
    {
        var redis = await RedisServer.SharedAsync();
        var prefix = redis.FreePrefix();
        await using var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var target = await HttpTarget.StartAsync();
        await using var app = await WebApp.StartAsync(package, redis.Url, database.Url, prefix);
        await app.AskAsync("startWorker", ("opts", new { name = "node" }));
        await using var worker = await WorkerProcess.StartReadyAsync(
        [
            ("DATABASE_URL", database.Url), ("REDIS_URL", redis.Url), ("BULLMQ_PREFIX", prefix), ("WORKER_NAME", "dotnet"),
            ("EGRESS_ALLOW", "127.0.0.1"), ("SYNC_INTERVAL_SECONDS", "1"), ("KEEP_COMPLETED_COUNT", "10000"),
        ]);
        // A run that overlaps another one would be skipped, and leave no row.
        await database.InsertJobAsync("every-second", ("concurrency", "allow"), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("apiUrl", target.Url));

        // A job that waits is taken by whoever has waited longest, so both get their turns.
        var jobs = await Eventually.BecomesAsync(
            () => CompletedAsync(app),
            jobs => jobs.Select(job => (string?)job["processedBy"]).Distinct().Order().SequenceEqual(["dotnet", "node"]));
        await app.AskAsync("stopWorker");
        await Eventually.BecomesAsync(() => CompletedAsync(app), later => later.Count > jobs.Count + 1);

        var scheduler = (await app.SchedulersAsync("every-second")).Single();
        Assert.That(WebApp.Items(await app.AskAsync("jobs", ("state", "delayed"), ("start", 0), ("end", -1))), Has.Count.LessThanOrEqualTo(1));
        Assert.That(WebApp.Items(await app.AskAsync("jobs", ("state", "failed"), ("start", 0), ("end", -1))), Is.Empty);

        // One row an iteration of ours, none for one that Node took, and every iteration counted once.
        jobs = await CompletedAsync(app);
        var ours = jobs.Count(job => (string?)job["processedBy"] == "dotnet");
        Assert.That(jobs.Select(job => (string?)job["id"]), Is.Unique);
        Assert.That((int?)scheduler["iterationCount"], Is.InRange(jobs.Count, jobs.Count + 2));
        Assert.That((await app.RunsAsync("every-second")).Count, Is.GreaterThanOrEqualTo(ours));
        Assert.That(target.Requests, Has.Count.GreaterThanOrEqualTo(ours).And.Count.LessThanOrEqualTo(ours + 3));
    }

    private static async Task<IReadOnlyList<JsonNode>> CompletedAsync(WebApp app)
    {
        var ids = WebApp.Items(await app.AskAsync("jobs", ("state", "completed"), ("start", 0), ("end", -1)));
        var jobs = await Task.WhenAll(ids.Select(id => app.AskAsync("getJob", ("id", (string?)id))));
        return [.. jobs.OfType<JsonNode>()];
    }
}
