using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>
/// What notices hold, in full, from the program as it is shipped: layouts and JSON name properties that a compiler which works ahead may take for unused and leave out,
/// and then there is no error, only an empty place.
/// </summary>
public sealed class NoticeContentTests : NoticeTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_mail_about_a_run()
    {
        var jobId = await Site.AddJobAsync(
            ("name", "Export <nightly>"), ("retries", 1), ("notificationRecipients", """["a@example.com"]"""), ("notificationIncludeLogs", true), ("notificationIncludeResponse", true),
            ("notificationTemplate", "It went {{run.state}}."));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500, "disk is full"));
        await Site.StartWorkerAsync(Mail);

        await Site.RunAsync(jobId);

        var mail = (await Resend.WaitForMailsAsync(1, Patience)).Single();
        foreach (var part in (string[])["FAIL", "It went FAIL.", "Status", "500", "Attempts", "HTTP 500", "Response", "disk is full", "Started", "Took"])
        {
            Assert.That(mail.Html, Does.Contain(part));
            Assert.That(mail.Text, Does.Contain(part));
        }

        Assert.That(mail.Html, Does.Contain("Export &lt;nightly&gt;").And.Contain("background:#").And.Not.Contain("{{").And.Not.Contain("<nightly>"));
        Assert.That(mail.Text, Does.Contain("Export <nightly>").And.Not.Contain("{{"));
    }

    [Test]
    public async Task A_summary_of_yesterday()
    {
        var jobId = await Site.AddJobAsync(("name", "Export"), ("timezone", "UTC"), ("notificationRecipients", """["a@example.com"]"""), ("notificationDailySummary", true));
        await Site.Database.ExecuteAsync($"""
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt", attempts, "exitCode", log)
            select 'run' || n, '{jobId}', (case when n = 3 then 'FAIL' else 'OK' end)::"RunState", day + n * interval '1 hour', day + n * interval '1 hour' + interval '2 seconds', 1, 200, 'disk is full'
            from generate_series(1, 3) n, (select date_trunc('day', now() at time zone 'UTC') - interval '1 day' as day) yesterday
            """);

        await Site.StartWorkerAsync([("DAILY_SUMMARY_HOUR", "0"), .. Mail]);

        var mail = (await Resend.WaitForMailsAsync(1, Patience)).Single();
        foreach (var part in (string[])["Export", "2 OK, 1 failed", "(median)", "Last failure", "Next run: "])
        {
            Assert.That(mail.Html, Does.Contain(part));
            Assert.That(mail.Text, Does.Contain(part));
        }
    }

    [Test]
    public async Task The_bodies_of_hooks()
    {
        var jobId = await Site.AddJobAsync(("name", "Export"), ("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500, "disk is full"));
        await Site.StartWorkerAsync(
            ("NOTIFY_WEBHOOK_URL", $"{Site.Target.Url}/hook"), ("NOTIFY_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("NOTIFY_SLACK_WEBHOOK_URL", $"{Site.Target.Url}/slack"), ("NOTIFY_DISCORD_WEBHOOK_URL", $"{Site.Target.Url}/discord"));

        var run = await Site.RunAsync(jobId);

        var hook = await BodyAsync("/hook");
        var told = hook.GetProperty("data").GetProperty("run");
        Assert.That(
            (told.GetProperty("id").GetString(), told.GetProperty("state").GetString(), told.GetProperty("exitCode").GetInt32(), told.GetProperty("attempts").GetInt32()),
            Is.EqualTo((run.Id, "FAIL", 500, 1)));
        Assert.That(told.GetProperty("startedAt").GetDateTime(), Is.EqualTo(run.StartedAt));
        Assert.That(hook.GetProperty("data").GetProperty("job").GetProperty("id").GetString(), Is.EqualTo(jobId));

        var slack = (await BodyAsync("/slack")).GetProperty("attachments")[0];
        Assert.That(slack.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("title").GetString()), Does.Contain("Status"));

        var discord = (await BodyAsync("/discord")).GetProperty("embeds")[0];
        Assert.That(discord.GetProperty("title").GetString(), Does.Contain("Export"));
        Assert.That(discord.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()), Does.Contain("Status"));
    }

    private async Task<JsonElement> BodyAsync(string path)
    {
        var request = (await Eventually.BecomesAsync(() => Site.Target.Requests.Where(request => request.Path == path).ToList(), requests => requests.Count > 0, Patience)).First();
        return JsonSerializer.Deserialize<JsonElement>(request.Text);
    }
}
