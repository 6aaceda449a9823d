using EasyCron.Testing.Http;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Tests.Notices;

public sealed class ResendClientTests
{
    private static readonly Mail Hello = new() { From = "EasyCron <a@example.com>", To = ["b@example.com"], Subject = "Hello", Html = "<p>Hello</p>", Text = "Hello" };

    private FakeResend _resend = null!;

    [SetUp]
    public async Task StartAsync() => _resend = await FakeResend.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _resend.DisposeAsync();

    private async Task<Delivery> SendAsync(string? apiKey = FakeResend.ApiKey, Mail? mail = null, string key = "key-1", TimeSpan? patience = null, Uri? url = null)
    {
        using var http = NoticeServices.ResendHttp();
        http.Timeout = patience ?? TimeSpan.FromSeconds(30);
        var settings = new NoticeSettings { ResendApiKey = apiKey, ResendBaseUrl = url ?? new Uri(_resend.Url) };
        return await new ResendClient(http, settings, TimeProvider.System).SendAsync(mail ?? Hello, key, CancellationToken.None);
    }

    [Test]
    public async Task A_mail_is_sent_under_its_key()
    {
        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Accepted>());
        Assert.That(_resend.Mails.Single(), Is.EqualTo(new SentMail(Hello.From, Hello.To, "Hello", "<p>Hello</p>", "Hello") { IdempotencyKey = "key-1" })
            .Using<SentMail>((one, other) => one with { To = [] } == other with { To = [] } && one.To.SequenceEqual(other.To)));
        Assert.That(_resend.Requests.Single().Header("Content-Type"), Is.EqualTo("application/json"));
    }

    [Test]
    public async Task Accepting_and_then_dropping_the_line_sends_one_mail()
    {
        _resend.NextAcceptsAndDrops();

        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Later>());
        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Accepted>());
        Assert.That(_resend.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mail_that_was_sent_with_another_text_counts_as_sent()
    {
        await SendAsync();

        Assert.That(await SendAsync(mail: Hello with { Subject = "Another" }), Is.EqualTo(new Delivery.Accepted("sent before under this key")));
        Assert.That(_resend.Mails, Has.Count.EqualTo(1));
    }

    [TestCase(400, "validation_error", typeof(Delivery.Refused))]
    [TestCase(401, "missing_api_key", typeof(Delivery.NeedsRepair))]
    [TestCase(403, "invalid_api_key", typeof(Delivery.NeedsRepair))]
    [TestCase(404, "not_found", typeof(Delivery.Refused))]
    [TestCase(409, "concurrent_idempotent_requests", typeof(Delivery.Later))]
    [TestCase(409, "invalid_idempotent_request", typeof(Delivery.Accepted))]
    [TestCase(422, "missing_required_field", typeof(Delivery.Refused))]
    [TestCase(429, "rate_limit_exceeded", typeof(Delivery.Later))]
    [TestCase(429, "daily_quota_exceeded", typeof(Delivery.Later))]
    [TestCase(500, "application_error", typeof(Delivery.Later))]
    [TestCase(503, "unavailable", typeof(Delivery.Later))]
    public async Task Each_error_has_its_meaning(int status, string name, Type delivery)
    {
        _resend.NextError(status, name, "words of Resend");

        var answer = await SendAsync();

        Assert.That(answer, Is.InstanceOf(delivery));
        Assert.That(answer.ToString(), Does.Not.Contain(FakeResend.ApiKey));
        if (answer is Delivery.Refused or Delivery.NeedsRepair)
        {
            Assert.That(answer.ToString(), Does.Contain($"HTTP {status}").And.Contain("words of Resend"));
        }
    }

    [Test]
    public async Task A_wrong_key_and_an_incomplete_mail_are_told_apart()
    {
        Assert.That(await SendAsync(apiKey: "re_wrong"), Is.InstanceOf<Delivery.NeedsRepair>());
        Assert.That(await SendAsync(mail: Hello with { Html = null, Text = null }), Is.InstanceOf<Delivery.Refused>());
        Assert.That(_resend.Mails, Is.Empty);
    }

    [Test]
    public async Task The_wait_that_is_asked_for_is_kept()
    {
        _resend.Next(HttpAnswer.WithStatus(429, "{}").With("Retry-After", "37"));

        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Later>().With.Property("After").EqualTo(TimeSpan.FromSeconds(37)));
    }

    [Test]
    public async Task A_server_that_never_answers_is_left_in_time()
    {
        _resend.Next(HttpAnswer.Hang);

        Assert.That(await SendAsync(patience: TimeSpan.FromSeconds(1)), Is.EqualTo(new Delivery.Later("no answer in time")));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_tried_later()
    {
        Assert.That(await SendAsync(url: new Uri($"http://127.0.0.1:{EasyCron.Testing.Network.FreePort.Next()}")), Is.EqualTo(new Delivery.Later("connection refused")));
    }

    [Test]
    public async Task Answers_that_are_no_JSON_do_no_harm()
    {
        _resend.Next(HttpAnswer.Ok("<html>"));
        _resend.Next(HttpAnswer.WithStatus(409, "[]"));
        _resend.Next(HttpAnswer.WithStatus(502, new string('x', 1_000_000)));
        _resend.Next(HttpAnswer.Redirect("http://127.0.0.1:1/"));

        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Accepted>());
        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Accepted>());
        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Later>().With.Property("Reason").Length.LessThanOrEqualTo(300));
        Assert.That(await SendAsync(), Is.InstanceOf<Delivery.Refused>());
    }
}
