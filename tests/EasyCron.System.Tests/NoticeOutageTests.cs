using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>Resend is out of order while jobs fail: no run waits for a mail, and no mail is lost or doubled.</summary>
public sealed class NoticeOutageTests : NoticeTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private async Task<string> AddFailingJobAsync(params (string Column, object? Value)[] columns)
    {
        var jobId = await Site.AddJobAsync([("retries", 1), ("notificationRecipients", """["a@example.com"]"""), .. columns]);
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500, "broken"));
        return jobId;
    }

    [TestCase(503)]
    [TestCase(429)]
    [TestCase(0, Description = "it does not answer at all")]
    public async Task Runs_go_on_and_each_mail_goes_out_once_it_is_over(int status)
    {
        const int Count = 10;
        Resend.Outage = status == 0 ? HttpAnswer.Hang : HttpAnswer.WithStatus(status, "{}");
        await Site.StartWorkerAsync(Mail);
        await Site.StartWorkerAsync(Mail);
        var jobs = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => AddFailingJobAsync(("name", $"Job {number}"))));

        var runs = await Task.WhenAll(jobs.Select(job => Site.RunAsync(job)));
        Assert.That(runs.Select(run => run.State), Is.All.EqualTo("FAIL"));
        await Eventually.BecomesAsync(() => Resend.Requests.Count, count => count >= 4, Patience);
        Assert.That(Resend.Mails, Is.Empty);
        Resend.Outage = null;

        await Resend.WaitForMailsAsync(Count, Patience);
        var notices = new Queue("easycron-notices", Site.Connection, new QueueOptions { Prefix = Site.Prefix });
        await Eventually.BecomesAsync(() => notices.Inspect.CountsAsync([JobState.Completed]), counts => counts[JobState.Completed] == Count, Patience);
        Assert.That(Resend.Mails.Select(mail => mail.Subject), Is.EquivalentTo(Enumerable.Range(0, Count).Select(number => $"Job {number} - FAIL")));
    }

    [Test]
    public async Task A_job_that_is_disabled_is_told_of_whatever_it_wants()
    {
        var jobId = await AddFailingJobAsync(("name", "Export"), ("failSafeThreshold", 2), ("notificationTrigger", "success"), ("notificationMaxPerDay", 0));
        await Site.StartWorkerAsync(Mail);

        await Site.RunAsync(jobId);
        await Site.RunAsync(jobId);

        Assert.That(await Site.Database.ScalarAsync<string>($"""select status::text from "Job" where id = '{jobId}'"""), Is.EqualTo("DISABLED"));
        Assert.That((await Resend.WaitForMailsAsync(1, Patience)).Single().Subject, Is.EqualTo("[Disabled] Export - FAIL"));
    }
}
