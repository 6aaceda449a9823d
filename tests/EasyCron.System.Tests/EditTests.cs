using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>People edit and delete jobs while these run.</summary>
public sealed class EditTests : SharedSystemTest
{
    [Test]
    public async Task A_job_edited_again_and_again_is_always_sent_as_one_whole()
    {
        var jobId = await Site.AddJobAsync(("concurrency", "allow"), ("apiMethod", "POST"), ("apiBody", "0"), ("apiBodyType", "raw"), ("apiHeaders", """{"X-Edition":"0"}"""));
        for (var edition = 1; edition <= 20; edition++)
        {
            var click = await Site.ClickAsync(jobId);
            await Site.Database.ExecuteAsync(
                $$"""
                update "Job" set "apiBody" = '{{edition}}', "apiHeaders" = '{"X-Edition":"{{edition}}"}', "apiUrl" = '{{Site.Target.Url}}/{{jobId}}?edition={{edition}}',
                "updatedAt" = now() at time zone 'UTC' where id = '{{jobId}}'
                """);
            await Site.WaitForResultAsync(click);

            // Whoever clicks after an edit gets the edition.
            await Site.WaitForResultAsync(await Site.ClickAsync(jobId));
            Assert.That(Site.Hits(jobId)[^1].Text, Is.EqualTo($"{edition}"));
        }

        foreach (var hit in Site.Hits(jobId))
        {
            Assert.That(hit.Header("X-Edition"), Is.EqualTo(hit.Text));
            Assert.That(hit.Query, Is.EqualTo(hit.Text == "0" ? "" : $"?edition={hit.Text}"));
        }
    }

    [Test]
    public async Task An_edit_between_two_attempts_of_a_run_changes_all_of_the_second_or_nothing()
    {
        var jobId = await Site.AddJobAsync(
            ("retries", 2), ("backoffType", "linear"), ("backoffDelay", 3_600_000), ("timeout", 86_400_000), ("apiMethod", "POST"), ("apiBody", "old"), ("apiBodyType", "raw"),
            ("apiHeaders", """{"X-Edition":"old"}"""));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500), HttpAnswer.Ok());
        var click = await Site.ClickAsync(jobId);
        await Eventually.BecomesAsync(() => Site.Queue.Inspect.StateAsync(click), state => state == BullMq.JobState.Delayed);

        await Site.Database.ExecuteAsync(
            $$"""update "Job" set "apiBody" = 'new', "apiHeaders" = '{"X-Edition":"new"}', "updatedAt" = now() at time zone 'UTC' where id = '{{jobId}}'""");
        await (await Site.Queue.GetJobAsync(click))!.PromoteAsync();
        await Site.WaitForResultAsync(click);

        Assert.That(Site.Hits(jobId).Select(hit => hit.Header("X-Edition")), Is.EqualTo(Site.Hits(jobId).Select(hit => hit.Text)));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_job_disabled_just_before_its_time_is_not_run()
    {
        var jobId = await Site.AddJobAsync();
        await Site.RunAsync(jobId); // the worker knows the job as enabled

        await Site.Database.ExecuteAsync($"""update "Job" set status = 'DISABLED', "updatedAt" = now() at time zone 'UTC' where id = '{jobId}'""");
        var result = await Site.WaitForResultAsync(await Site.AddDueAsync(jobId));

        Assert.That(result.GetProperty("skipped").GetString(), Is.EqualTo("disabled"));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_job_deleted_during_its_run_is_let_finish_and_leaves_nothing()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("scheduleMode", "cron"), ("cronExpression", "0 0 1 1 *"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Eventually.BecomesTrueAsync(async () => await Site.Queue.Schedulers.GetAsync(jobId) is not null);
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        await Site.Database.ExecuteAsync($"""delete from "Job" where id = '{jobId}'""");
        gate.SetResult();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        Assert.That(await Site.RunsAsync(jobId), Is.Empty);
        await Worker.Process.WaitForLineAsync("the app has deleted its row");
        await Eventually.BecomesTrueAsync(async () => await Site.Queue.Schedulers.GetAsync(jobId) is null, TimeSpan.FromMinutes(1));
        Assert.That((await Site.WaitForEndAsync(await Site.ClickAsync(jobId))).FailedReason, Does.Contain("no job"));
        Assert.That(Worker.Process.Output.Lines.Where(line => line.Contains(" ERR ", StringComparison.Ordinal) && !line.Contains("Health check", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_job_deleted_while_its_run_waits_for_another_attempt_ends_as_deleted()
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffType", "linear"), ("backoffDelay", 3_600_000), ("timeout", 86_400_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500));
        var click = await Site.ClickAsync(jobId);
        await Eventually.BecomesAsync(() => Site.Queue.Inspect.StateAsync(click), state => state == BullMq.JobState.Delayed);

        await Site.Database.ExecuteAsync($"""delete from "Job" where id = '{jobId}'""");
        await (await Site.Queue.GetJobAsync(click))!.PromoteAsync();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("skipped").GetString(), Is.EqualTo("the job was deleted"));
    }
}
