using EasyCron.System.Tests.Health;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>A newer version of the app, of BullMQ or of the worker itself has been here, or is here too.</summary>
public sealed class VersionTests : SystemTest
{
    [Test]
    public async Task F34_columns_and_values_of_a_newer_app_disturb_nothing_and_are_left_as_they_are()
    {
        await Site.Database.ExecuteAsync("""
            alter table "Job" add column "ownerId" text, add column "priority" integer not null default 3;
            alter table "JobRun" add column "region" text not null default 'eu', add column "cost" numeric;
            alter type "JobStatus" add value 'ARCHIVED';
            alter type "RunState" add value 'CANCELLED';
            """);
        var jobId = await Site.AddJobAsync(("ownerId", "owner-7"), ("retries", 1), ("failSafeThreshold", 1));
        var archived = await Site.AddJobAsync(("status", "ARCHIVED"), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "UTC"));
        await Site.Database.ExecuteAsync($"""insert into "JobRun" (id, "jobId", state, "startedAt", cost) values ('cancelled', '{jobId}', 'CANCELLED', now(), 1.5)""");
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500));

        await Site.StartWorkerAsync();
        var run = await Site.RunAsync(jobId);

        Assert.That(run.State, Is.EqualTo("FAIL"), "and so the fail-safe writes to the job");
        await Eventually.BecomesAsync(() => JobAsync(jobId), row => row == "DISABLED owner-7 3");
        Assert.That(await Site.Database.ScalarAsync<string>($"""select region from "JobRun" where id = '{run.Id}'"""), Is.EqualTo("eu"));
        Assert.That(await Site.Database.ScalarAsync<string>("""select concat_ws(' ', state, cost, "finishedAt") from "JobRun" where id = 'cancelled'"""), Is.EqualTo("CANCELLED 1.5"));
        Assert.That(await JobAsync(archived), Is.EqualTo("ARCHIVED 3"));
        Assert.That(Site.Hits(archived), Is.Empty, "what is not ENABLED does not run");
    }

    [Test]
    public async Task F34_fields_of_a_newer_version_in_a_queue_job_are_ignored_and_kept()
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffDelay", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500), HttpAnswer.Ok());
        const string Options = """{"attempts":0,"fromTheFuture":{"depth":2}}""";
        var data = $$"""{"jobId":"{{jobId}}","tenant":{"plan":"gold"} }""";
        var queueJob = await Site.ClickAsync(jobId);
        await HashSetAsync(queueJob, "data", data, "opts", Options, "shard", "17");

        await Site.StartWorkerAsync();
        await Site.WaitForResultAsync(queueJob);

        Assert.That((await Site.RunsAsync(jobId)).Single().State, Is.EqualTo("OK"));
        Assert.That(await HashGetAsync(queueJob, "data", "opts", "shard"), Is.EqualTo(new[] { data, Options, "17" }));
    }

    [Test]
    public async Task F34_fields_of_a_newer_version_in_a_scheduler_are_kept_as_it_advances_and_start_no_repair()
    {
        var jobId = await Site.AddJobAsync(("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "UTC"), ("concurrency", "allow"));
        var worker = await Site.StartWorkerAsync(("SYNC_INTERVAL_SECONDS", "5"));
        await Site.Target.WaitForRequestsAsync($"/{jobId}", 2);
        var data = $$"""{"jobId":"{{jobId}}","revision":2}""";
        await HashSetAsync($"repeat:{jobId}", "data", data, "calendar", "holidays-de");

        // The worker is replaced, so that another instance looks at all schedulers anew.
        Assert.That(await worker.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero);
        worker = await Site.StartWorkerAsync(("SYNC_INTERVAL_SECONDS", "5"));
        var before = Site.Hits(jobId).Count;
        await Site.Target.WaitForRequestsAsync($"/{jobId}", before + 8, TimeSpan.FromMinutes(1));

        Assert.That(await HashGetAsync($"repeat:{jobId}", "data", "calendar"), Is.EqualTo(new[] { data, "holidays-de" }));
        Assert.That(await Readiness.PageAsync(worker, "/metrics"), Does.Not.Contain("easycron_sync_repairs_total{"));
        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("EasyCron-Scheduled-At")), Is.Unique);
    }

    private Task<string?> JobAsync(string id) =>
        Site.Database.ScalarAsync<string>($"""select concat_ws(' ', status, "ownerId", "priority") from "Job" where id = '{id}'""");

    private Task<string> HashSetAsync(string key, params string[] fields) => Site.Redis.ExecuteAsync(["HSET", $"{Site.Prefix}:jobs:{key}", .. fields]);

    private async Task<string[]> HashGetAsync(string key, params string[] fields) =>
        (await Site.Redis.ExecuteAsync(["HMGET", $"{Site.Prefix}:jobs:{key}", .. fields])).TrimEnd('\n').Split('\n');
}
