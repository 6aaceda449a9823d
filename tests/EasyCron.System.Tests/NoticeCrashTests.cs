using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>A worker is killed (<c>kill -9</c>) at each step from the end of a run to the delivery of its notice, and another one goes on: exactly one mail.</summary>
public sealed class NoticeCrashTests : NoticeTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Queue Notices => new("easycron-notices", Site.Connection, new QueueOptions { Prefix = Site.Prefix });

    private async Task<string> AddFailingJobAsync(params (string Column, object? Value)[] columns)
    {
        var jobId = await Site.AddJobAsync([("name", "Export"), ("retries", 1), ("notificationRecipients", """["a@example.com"]"""), .. columns]);
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500, "broken"));
        return jobId;
    }

    private async Task<Job?> FirstNoticeAsync(JobState state)
    {
        await foreach (var job in Notices.Inspect.ListAsync(state))
        {
            return job;
        }

        return null;
    }

    private async Task WaitForNoticeAsync(JobState state) => await Eventually.BecomesAsync(async () => await FirstNoticeAsync(state) is not null, found => found, Patience);

    /// <summary>Nothing is on its way any more, so that a second mail would have been seen.</summary>
    private async Task AssertOneMailAsync()
    {
        await Resend.WaitForMailsAsync(1, Patience);
        await WaitForNoticeAsync(JobState.Completed);
        var counts = await Eventually.BecomesAsync(
            () => Notices.Inspect.CountsAsync([JobState.Waiting, JobState.Active, JobState.Delayed]), counts => counts.Values.Sum() == 0, Patience);
        Assert.That(counts.Values.Sum(), Is.Zero);
        var mail = Resend.Mails.Single();
        Assert.That((mail.To.Single(), mail.Subject), Is.EqualTo(("a@example.com", "Export - FAIL")));
        Assert.That(Resend.Requests.Select(request => request.Header("Idempotency-Key")).Distinct().ToArray(), Has.Length.EqualTo(1));
        Assert.That(Resend.Requests.Select(request => request.Text).Distinct().ToArray(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Without_a_crash_a_failure_sends_a_mail()
    {
        var jobId = await AddFailingJobAsync();
        await Site.StartWorkerAsync(Mail);

        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo("FAIL"));

        await AssertOneMailAsync();
        Assert.That(Resend.Mails.Single().Text, Does.Contain("HTTP 500").And.Contain("1. "));
    }

    [Test]
    public async Task Killed_between_the_end_of_the_run_and_the_notice()
    {
        var (proxy, throughProxy) = Site.ProxyRedis();
        await using var closing = proxy;
        var gate = new TaskCompletionSource();
        var jobId = await AddFailingJobAsync();
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500, "broken").After(gate.Task), HttpAnswer.Ok("a second request"));
        var worker = await Site.StartWorkerAsync([throughProxy, .. Mail]);
        await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        proxy.BlackHole();
        gate.SetResult();
        await Site.WaitForRunsAsync(jobId, runs => runs is [{ HasEnded: true }], Patience);
        await worker.KillAsync();
        Assert.That(Resend.Requests, Is.Empty);
        await Site.StartWorkerAsync(Mail);

        await AssertOneMailAsync();
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Killed_while_the_notice_lies_in_the_queue()
    {
        await Notices.PauseAsync();
        var jobId = await AddFailingJobAsync();
        var worker = await Site.StartWorkerAsync(Mail);
        await Site.RunAsync(jobId);
        await WaitForNoticeAsync(JobState.Waiting);

        await worker.KillAsync();
        await Site.StartWorkerAsync(Mail);
        await Notices.ResumeAsync();

        await AssertOneMailAsync();
    }

    [Test]
    public async Task Killed_before_Resend_has_accepted()
    {
        Resend.Next(HttpAnswer.Hang);
        var jobId = await AddFailingJobAsync();
        var worker = await Site.StartWorkerAsync(Mail);
        await Site.RunAsync(jobId);
        await Eventually.BecomesAsync(() => Resend.Requests.Count, count => count > 0, Patience);

        await worker.KillAsync();
        Assert.That(Resend.Mails, Is.Empty);
        await Site.StartWorkerAsync(Mail);

        await AssertOneMailAsync();
    }

    [Test]
    public async Task Killed_after_Resend_has_accepted_and_before_its_answer_comes()
    {
        Resend.AfterSending = () => HttpAnswer.Hang;
        var jobId = await AddFailingJobAsync();
        var worker = await Site.StartWorkerAsync(Mail);
        await Site.RunAsync(jobId);
        await Resend.WaitForMailsAsync(1, Patience);

        await worker.KillAsync();
        Resend.AfterSending = null;
        await Site.StartWorkerAsync(Mail);

        await AssertOneMailAsync();
        Assert.That(Resend.Requests, Has.Count.EqualTo(2), "the second one is told that the mail is sent");
    }

    [Test]
    public async Task Killed_after_the_answer_and_before_the_queue_knows()
    {
        var (proxy, throughProxy) = Site.ProxyRedis();
        await using var closing = proxy;
        var gate = new TaskCompletionSource();
        Resend.AfterSending = () => HttpAnswer.Ok("""{"id":"sent"}""", "application/json").After(gate.Task);
        var jobId = await AddFailingJobAsync();
        var worker = await Site.StartWorkerAsync([throughProxy, .. Mail]);
        await Site.RunAsync(jobId);
        await Resend.WaitForMailsAsync(1, Patience);

        proxy.BlackHole();
        gate.SetResult();
        await Eventually.BecomesTrueAsync(() => Resend.Requests[0].EndedAt is not null, Patience);
        await worker.KillAsync();
        await WaitForNoticeAsync(JobState.Active);
        Resend.AfterSending = null;
        await Site.StartWorkerAsync(Mail);

        await AssertOneMailAsync();
        Assert.That(Resend.Requests, Has.Count.EqualTo(2));
    }
}
