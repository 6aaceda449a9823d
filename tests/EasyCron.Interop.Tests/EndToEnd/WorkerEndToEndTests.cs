using System.Globalization;
using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.Interop.Tests.EndToEnd;

/// <summary>
/// The worker as an app meets it: a process of its own, told everything by environment variables, on a real Redis and a real PostgreSQL. The
/// app is Node: it enqueues with BullMQ, watches with BullMQ and reads with Prisma.
/// </summary>
[TestFixture("bullmq", Category = "BullMQ 6.7.0")]
[TestFixture("bullmq5", Category = "BullMQ 5.81.5")]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed class WorkerEndToEndTests(string package) : IAsyncDisposable
{
    private const string WorkerName = "worker-of-the-tests";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private TestDatabase? _database;
    private HttpTarget? _target;
    private WorkerProcess? _worker;
    private WebApp? _app;

    private WebApp App => _app ?? throw new InvalidOperationException("The app has not been started.");

    private HttpTarget Target => _target ?? throw new InvalidOperationException("The target has not been started.");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var redis = await RedisServer.SharedAsync();
        var prefix = redis.FreePrefix();
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _target = await HttpTarget.StartAsync();
        _app = await WebApp.StartAsync(package, redis.Url, _database.Url, prefix);
        await _app.AskAsync("watch");
        _worker = await WorkerProcess.StartReadyAsync(
        [
            ("DATABASE_URL", _database.Url), ("REDIS_URL", redis.Url), ("BULLMQ_PREFIX", prefix), ("WORKER_NAME", WorkerName),
            ("EGRESS_ALLOW", "127.0.0.1"), ("SIGNING_SECRET", Secret), ("SYNC_INTERVAL_SECONDS", "1"),
        ]);
    }

    [OneTimeTearDown]
    public async ValueTask DisposeAsync()
    {
        foreach (var resource in new IAsyncDisposable?[] { _worker, _app, _target, _database })
        {
            if (resource is not null)
            {
                await resource.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task An_enqueued_job_runs_once_and_queue_events_and_tables_tell_the_same()
    {
        var jobId = await CreateJobAsync("/now");
        Target.Answer("/now", HttpAnswer.Ok("welcome, grüße"));

        var queueJob = await App.EnqueueAsync(new { jobId });
        var result = await App.WaitUntilFinishedAsync(queueJob);

        var run = (await App.RunsAsync(jobId)).Single();
        Assert.That(result?.ToJsonString(), Is.EqualTo($$"""{"runId":"{{run["id"]}}","state":"OK","attempts":1,"exitCode":200}"""));
        Assert.That((string?)run["state"], Is.EqualTo("OK"));
        Assert.That((int?)run["attempts"], Is.EqualTo(1));
        Assert.That((int?)run["exitCode"], Is.EqualTo(200));
        Assert.That((string?)run["log"], Is.EqualTo("welcome, grüße"));

        // Prisma reads timestamp(3) as UTC whatever the server's zone, so the row's times lie within the queue job's.
        var job = await App.AskAsync("getJob", ("id", queueJob));
        Assert.That(Instant(run, "startedAt"), Is.InRange(Millis(job, "processedOn") - 1, Millis(job, "finishedOn")));
        Assert.That(Instant(run, "finishedAt"), Is.InRange(Instant(run, "startedAt"), Millis(job, "finishedOn") + 1));
        Assert.That((string?)job?["processedBy"], Is.EqualTo(WorkerName));

        var events = await Eventually.BecomesAsync(() => EventsOfAsync(queueJob), events => events.Contains("completed"));
        Assert.That(events, Is.EqualTo(new[] { "added", "waiting", "active", "completed" }));
        Assert.That(await Target.WaitForRequestsAsync("/now"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_failing_target_is_tried_again_and_the_run_ends_as_failed_while_the_queue_job_completes()
    {
        var jobId = await CreateJobAsync("/fails", ("retries", 3), ("backoffType", "linear"), ("backoffDelay", 20), ("jitter", false));
        Target.Answer("/fails", HttpAnswer.WithStatus(503, "not today"));

        var result = await App.WaitUntilFinishedAsync(await App.EnqueueAsync(new { jobId }));

        Assert.That((string?)result?["state"], Is.EqualTo("FAIL"));
        var run = (await App.RunsAsync(jobId)).Single();
        Assert.That((string?)run["state"], Is.EqualTo("FAIL"));
        Assert.That((int?)run["attempts"], Is.EqualTo(3));
        Assert.That((int?)run["exitCode"], Is.EqualTo(503));
        Assert.That((string?)run["log"], Is.EqualTo("HTTP 503: not today"));
        Assert.That(await Target.WaitForRequestsAsync("/fails", 3), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_run_that_waits_long_for_its_next_attempt_is_delayed_in_the_queue_and_goes_on()
    {
        var jobId = await CreateJobAsync("/late", ("retries", 2), ("backoffType", "linear"), ("backoffDelay", 1500), ("jitter", false));
        Target.Answer("/late", HttpAnswer.WithStatus(500), HttpAnswer.Ok());

        var queueJob = await App.EnqueueAsync(new { jobId });
        var result = await App.WaitUntilFinishedAsync(queueJob);

        Assert.That((string?)result?["state"], Is.EqualTo("OK"));
        Assert.That((int?)result?["attempts"], Is.EqualTo(2));
        var events = await Eventually.BecomesAsync(() => EventsOfAsync(queueJob), events => events.Contains("completed"));
        Assert.That(events, Is.EqualTo(new[] { "added", "waiting", "active", "delayed", "waiting", "active", "completed" }));
    }

    [Test]
    public async Task A_queue_job_that_names_no_known_job_fails_with_the_reason_and_is_not_tried_again()
    {
        var queueJob = await App.EnqueueAsync(new { jobId = "nobody" }, new { attempts = 5 });

        var failure = await Assert.ThrowsAsync<AnswerException>(() => App.WaitUntilFinishedAsync(queueJob));

        Assert.That(failure?.Message, Does.Contain("There is no job \"nobody\"."));
        var job = await App.AskAsync("getJob", ("id", queueJob));
        Assert.That((int?)job?["attemptsMade"], Is.EqualTo(1));
        Assert.That((string?)await App.AskAsync("state", ("id", queueJob)), Is.EqualTo("failed"));
    }

    [Test]
    public async Task Options_of_the_app_are_kept_delay_priority_and_removal_of_what_completed()
    {
        var jobId = await CreateJobAsync("/options", ("concurrency", "allow"));

        var delayed = await App.EnqueueAsync(new { jobId }, new { delay = 100, removeOnComplete = true });
        var urgent = await App.EnqueueAsync(new { jobId }, new { priority = 5, jobId = "my-own-id" });

        await App.WaitUntilFinishedAsync(urgent);
        await Eventually.BecomesAsync(() => EventsOfAsync(delayed), events => events.Contains("completed"));
        Assert.That(urgent, Is.EqualTo("my-own-id"));
        Assert.That(await App.AskAsync("getJob", ("id", delayed)), Is.Null);
        Assert.That(await App.RunsAsync(jobId), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_schedule_shows_as_a_job_scheduler_and_its_runs_as_rows()
    {
        var jobId = await CreateJobAsync("/tick", ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "Europe/Berlin"));

        var scheduler = (await Eventually.BecomesAsync(() => App.SchedulersAsync(jobId), found => found.Count == 1)).Single();
        Assert.That((string?)scheduler["pattern"], Is.EqualTo("* * * * * *"));
        Assert.That((string?)scheduler["tz"], Is.EqualTo("Europe/Berlin"));
        Assert.That((string?)scheduler["name"], Is.EqualTo(jobId));
        Assert.That(scheduler["data"]?.ToJsonString(), Is.EqualTo($$"""{"jobId":"{{jobId}}"}"""));

        var runs = await Eventually.BecomesAsync(() => App.RunsAsync(jobId), runs => runs.Count(run => (string?)run["state"] == "OK") >= 2);
        Assert.That(runs.Select(run => (string?)run["id"]), Is.Unique);
        var later = (await App.SchedulersAsync(jobId)).Single();
        Assert.That(Millis(later, "next"), Is.GreaterThan(Millis(scheduler, "next")));
        Assert.That((int?)later["iterationCount"], Is.GreaterThan((int)scheduler["iterationCount"]!));
    }

    [Test]
    public async Task The_worker_is_among_those_that_the_app_lists()
    {
        var workers = await Eventually.BecomesAsync(async () => WebApp.Items(await App.AskAsync("workers")), workers => workers.Count > 0);

        Assert.That(workers.Select(worker => (string?)worker["rawname"]), Has.Some.EndsWith($":w:{WorkerName}"));
        Assert.That(workers.Select(worker => (string?)worker["name"]), Is.All.EqualTo("jobs"));
    }

    [Test]
    public async Task A_signed_request_is_accepted_by_the_public_library_for_webhooks()
    {
        var port = (int?)await App.AskAsync("listen", ("secret", Secret));
        var jobId = await CreateJobAsync(
            "/hook", ("apiUrl", $"http://127.0.0.1:{port}/hook"), ("apiMethod", "POST"), ("apiBody", """{"text":"grüße ✓"}"""));

        var result = await App.WaitUntilFinishedAsync(await App.EnqueueAsync(new { jobId }));

        Assert.That((string?)result?["state"], Is.EqualTo("OK"));
        var received = WebApp.Items(await App.AskAsync("received")).Single();
        Assert.That((bool?)received["verified"], Is.True);
        Assert.That((string?)received["body"], Is.EqualTo("""{"text":"grüße ✓"}"""));
        Assert.That((string?)received["id"], Is.EqualTo((string?)result?["runId"]));
    }

    private async Task<string> CreateJobAsync(string path, params (string Name, object Value)[] columns)
    {
        var job = new JsonObject
        {
            ["teamId"] = "team-1",
            ["name"] = $"Job of {path}",
            ["apiUrl"] = Target.Url + path,
            ["scheduleMode"] = "cron",
        };
        foreach (var (name, value) in columns)
        {
            job[name] = JsonValue.Create(value);
        }

        return WebApp.Text(await App.AskAsync("createJob", ("job", job)), "id");
    }

    private async Task<IReadOnlyList<string>> EventsOfAsync(string queueJob) =>
        [.. WebApp.Items(await App.AskAsync("seen")).Where(seen => (string?)seen["jobId"] == queueJob).Select(seen => WebApp.Text(seen, "event"))];

    private static long Millis(JsonNode? node, string field) => long.Parse(WebApp.Text(node, field), CultureInfo.InvariantCulture);

    private static long Instant(JsonNode node, string field) =>
        DateTimeOffset.Parse(WebApp.Text(node, field), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
