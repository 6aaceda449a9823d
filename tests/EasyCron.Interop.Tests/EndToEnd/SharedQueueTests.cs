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
        Task<WorkerProcess> StartWorkerAsync() => WorkerProcess.StartReadyAsync(
        [
            ("DATABASE_URL", database.Url), ("REDIS_URL", redis.Url), ("BULLMQ_PREFIX", prefix), ("WORKER_NAME", "dotnet"),
            ("EGRESS_ALLOW", "127.0.0.1"), ("SYNC_INTERVAL_SECONDS", "1"), ("KEEP_COMPLETED_COUNT", "10000"),
        ]);

        // A run that overlaps another one would be skipped, and leave no row.
        await database.InsertJobAsync("every-second", ("concurrency", "allow"), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("apiUrl", target.Url));

        // Ours begins, Node's goes on alone, ours takes over again.
        await using (var worker = await StartWorkerAsync())
        {
            await WaitForRunsAsync(app, "dotnet", atLeast: 1);
            await app.AskAsync("startWorker", ("opts", new { name = "node" }));
            Assert.That(await worker.TerminateAsync(), Is.Zero);
        }

        await WaitForRunsAsync(app, "node", atLeast: 2);
        await using var successor = await StartWorkerAsync();
        await app.AskAsync("stopWorker");
        var before = (await CompletedAsync(app)).Count(job => (string?)job["processedBy"] == "dotnet");
        await WaitForRunsAsync(app, "dotnet", before + 1);

        Assert.That(WebApp.Items(await app.AskAsync("jobs", ("state", "failed"), ("start", 0), ("end", -1))), Is.Empty);

        // One row an iteration of ours, none for one that Node took, and every iteration counted; more may have come since the jobs were read.
        var jobs = await CompletedAsync(app);
        var ours = jobs.Count(job => (string?)job["processedBy"] == "dotnet");
        Assert.That(jobs.Select(job => (string?)job["id"]), Is.Unique);
        Assert.That((int?)(await app.SchedulersAsync("every-second")).Single()["iterationCount"], Is.GreaterThanOrEqualTo(jobs.Count));
        Assert.That((await app.RunsAsync("every-second")).Count, Is.GreaterThanOrEqualTo(ours));
        Assert.That(target.Requests, Has.Count.GreaterThanOrEqualTo(ours));
    }

    private static Task<int> WaitForRunsAsync(WebApp app, string worker, int atLeast) => Eventually.BecomesAsync(
        async () => (await CompletedAsync(app)).Count(job => (string?)job["processedBy"] == worker), count => count >= atLeast, TimeSpan.FromMinutes(1));

    private static async Task<IReadOnlyList<JsonNode>> CompletedAsync(WebApp app)
    {
        var ids = WebApp.Items(await app.AskAsync("jobs", ("state", "completed"), ("start", 0), ("end", -1)));
        var jobs = await Task.WhenAll(ids.Select(id => app.AskAsync("getJob", ("id", (string?)id))));
        return [.. jobs.OfType<JsonNode>()];
    }
}
