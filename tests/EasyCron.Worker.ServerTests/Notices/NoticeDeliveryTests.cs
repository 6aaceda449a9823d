using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Worker.Notices;

namespace EasyCron.Worker.ServerTests.Notices;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NoticeDeliveryTests : NoticeTest
{
    private FakeResend _resend = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _resend = await FakeResend.StartAsync();
        Settings = Settings with { ResendApiKey = FakeResend.ApiKey };
    }

    [TearDown]
    public async Task StopAsync() => await _resend.DisposeAsync();

    private static Notice Mail(string to = "a@example.com") =>
        new() { Channel = NoticeChannel.Mail, Kind = "run", About = "job1", RunId = "run1", To = to, Subject = "Export - FAIL", Html = "<p>x</p>", Text = "x" };

    private static async Task<Job> EndAsync(Instance instance, string id)
    {
        await Eventually.BecomesAsync(() => instance.Notices.Queue.Inspect.StateAsync(id), state => state is JobState.Completed or JobState.Failed, TimeSpan.FromSeconds(60));
        return (await instance.Notices.Queue.GetJobAsync(id))!;
    }

    /// <summary>Waits until a notice waits for its next try, and spares the test the wait.</summary>
    private static async Task<Job> PromoteAsync(Instance instance, string id)
    {
        await Eventually.BecomesAsync(() => instance.Notices.Queue.Inspect.StateAsync(id), state => state == JobState.Delayed, TimeSpan.FromSeconds(60));
        var job = (await instance.Notices.Queue.GetJobAsync(id))!;
        try
        {
            await job.PromoteAsync();
        }
        catch (JobNotInStateException)
        {
            // It has come due by itself.
        }

        return job;
    }

    [Test]
    public async Task A_mail_goes_out_under_the_id_of_its_notice()
    {
        var instance = MakeInstance();
        await DeliverAsync(instance, _resend.Url);

        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        Assert.That((await EndAsync(instance, "run-1")).FailedReason, Is.Null);
        var mail = _resend.Mails.Single();
        Assert.That((mail.From, mail.To.Single(), mail.Subject, mail.IdempotencyKey), Is.EqualTo(("EasyCron <alerts@example.com>", "a@example.com", "Export - FAIL", "run-1")));
    }

    [TestCase(429)]
    [TestCase(500)]
    [TestCase(403)]
    [TestCase(401)]
    public async Task What_may_work_later_is_tried_again_and_sends_one_mail(int status)
    {
        var instance = MakeInstance();
        _resend.NextError(status, "some_error", "not now");
        _resend.NextAcceptsAndDrops();
        await DeliverAsync(instance, _resend.Url);
        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        var waiting = await PromoteAsync(instance, "run-1");
        Assert.That(waiting.FailedReason, Does.Contain($"HTTP {status}"));
        await Eventually.BecomesAsync(() => _resend.Requests.Count, count => count >= 2, TimeSpan.FromSeconds(60));
        await PromoteAsync(instance, "run-1");

        await EndAsync(instance, "run-1");
        Assert.That(await instance.Notices.Queue.Inspect.StateAsync("run-1"), Is.EqualTo(JobState.Completed));
        Assert.That(_resend.Mails, Has.Count.EqualTo(1));
        Assert.That(_resend.Requests, Has.Count.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task What_Resend_asks_for_is_waited()
    {
        var instance = MakeInstance();
        _resend.Next(HttpAnswer.WithStatus(429, "{}").With("Retry-After", "600"));
        await DeliverAsync(instance, _resend.Url);
        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        var waiting = await Eventually.BecomesAsync(() => instance.Notices.Queue.GetJobAsync("run-1"), job => job?.FailedReason is not null, TimeSpan.FromSeconds(60));

        Assert.That(waiting!.Delay, Is.EqualTo(TimeSpan.FromMinutes(10)));
    }

    [TestCase(422)]
    [TestCase(400)]
    public async Task A_final_failure_is_logged_with_its_reason_and_kept(int status)
    {
        var instance = MakeInstance();
        _resend.NextError(status, "validation_error", "The to field is odd.");
        await DeliverAsync(instance, _resend.Url);
        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        var job = await EndAsync(instance, "run-1");

        Assert.That(await instance.Notices.Queue.Inspect.StateAsync("run-1"), Is.EqualTo(JobState.Failed));
        Assert.That(job.FailedReason, Does.Contain("The to field is odd."));
        await Eventually.BecomesTrueAsync(() => Logs.Entries.Any(entry => entry.ToString().Contains("The to field is odd.", StringComparison.Ordinal) && entry.ToString().Contains("given up", StringComparison.Ordinal)));
        Assert.That(Logs.Entries.Select(entry => entry.ToString()), Has.None.Contains(FakeResend.ApiKey));
    }

    [Test]
    public async Task Two_workers_together_make_no_more_than_two_requests_a_second()
    {
        const int Count = 12;
        var instance = MakeInstance();
        await instance.Notices.AddAsync(Enumerable.Range(0, Count).Select(number => ($"run-{number}", Mail())), CancellationToken.None);
        await DeliverAsync(instance, _resend.Url);
        await DeliverAsync(MakeInstance(), _resend.Url);

        await _resend.WaitForMailsAsync(Count);

        // The twelve begin over five seconds and a half. A loaded machine may let the first one arrive late, by less than what is left here.
        var requests = _resend.Requests;
        Assert.That(requests[^1].ArrivedAt - requests[0].ArrivedAt, Is.GreaterThan(NoticeService.Pace.Duration * (Count - 1) / 2));
    }

    [Test]
    public async Task A_hanging_mail_holds_up_no_other()
    {
        var instance = MakeInstance();
        _resend.Next(HttpAnswer.Hang);
        await DeliverAsync(instance, _resend.Url);
        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);
        await Eventually.BecomesAsync(() => _resend.Requests.Count, count => count == 1, TimeSpan.FromSeconds(60));

        await instance.Notices.AddAsync([("run-2", Mail("b@example.com"))], CancellationToken.None);

        await _resend.WaitForMailsAsync(1);
        Assert.That(_resend.Mails.Single().To.Single(), Is.EqualTo("b@example.com"));
    }

    [Test]
    public async Task A_dry_run_does_everything_but_sending()
    {
        Settings = Settings with { DryRun = true };
        var instance = MakeInstance();
        await DeliverAsync(instance, _resend.Url);

        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        Assert.That((await EndAsync(instance, "run-1")).GetReturnValue<string>(), Is.EqualTo("dry run"));
        Assert.That(_resend.Requests, Is.Empty);
        Assert.That(Logs.Entries.Select(entry => entry.ToString()), Has.Some.Contains("Export - FAIL"));
    }

    [Test]
    public async Task A_test_address_takes_all_mails_and_says_whose_they_were()
    {
        Settings = Settings with { TestAddress = "me@example.com" };
        var instance = MakeInstance();
        await DeliverAsync(instance, _resend.Url);

        await instance.Notices.AddAsync([("run-1", Mail())], CancellationToken.None);

        var mail = (await _resend.WaitForMailsAsync(1)).Single();
        Assert.That((mail.To.Single(), mail.Subject), Is.EqualTo(("me@example.com", "[TEST for a@example.com] Export - FAIL")));
    }
}
