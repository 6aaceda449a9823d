using System.Security.Cryptography;
using System.Text;
using EasyCron.Testing.Http;
using EasyCron.Worker.Http;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Tests.Notices;

internal sealed class HookClientTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private HttpTarget _target = null!;

    [SetUp]
    public async Task StartAsync() => _target = await HttpTarget.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _target.DisposeAsync();

    private async Task<Delivery> SendAsync(NoticeChannel channel, string allow = "127.0.0.0/8")
    {
        Assert.That(EgressAllowList.TryParse(allow, out var list, out _), Is.True);
        Assert.That(RequestSignature.TryParse(Secret, out var signature, out _), Is.True);
        using var http = NoticeServices.GuardedHttp(new HttpSettings { EgressAllow = list! });
        var settings = new NoticeSettings
        {
            WebhookUrl = new Uri($"{_target.Url}/hook"),
            WebhookSignature = signature,
            SlackUrl = new Uri($"{_target.Url}/slack"),
            DiscordUrl = new Uri($"{_target.Url}/discord"),
        };
        var notice = new Notice { Channel = channel, Kind = "run", About = "cjob1", Body = """{"text":"grüße"}""" };
        return await new HookClient(http, settings, TimeProvider.System).SendAsync(notice, "run-1", CancellationToken.None);
    }

    [TestCase(NoticeChannel.Slack, "/slack")]
    [TestCase(NoticeChannel.Discord, "/discord")]
    public async Task A_chat_gets_the_body_as_it_is(NoticeChannel channel, string path)
    {
        Assert.That(await SendAsync(channel), Is.InstanceOf<Delivery.Accepted>());
        Assert.That(_target.Requests.Single().Path, Is.EqualTo(path));
        Assert.That(_target.Requests.Single().Text, Is.EqualTo("""{"text":"grüße"}"""));
        Assert.That(_target.Requests.Single().Header("webhook-signature"), Is.Null);
    }

    [Test]
    public async Task A_webhook_is_signed_as_Standard_Webhooks_says()
    {
        Assert.That(await SendAsync(NoticeChannel.Webhook), Is.InstanceOf<Delivery.Accepted>());

        var request = _target.Requests.Single();
        var signed = Encoding.UTF8.GetBytes($"{request.Header("webhook-id")}.{request.Header("webhook-timestamp")}.{request.Text}");
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), signed));
        Assert.That(request.Header("webhook-signature"), Is.EqualTo($"v1,{expected}"));
        Assert.That(request.Header("webhook-id"), Is.EqualTo("run-1"));
    }

    [Test]
    public async Task A_private_address_is_not_called_unless_it_is_opened([Values(NoticeChannel.Webhook, NoticeChannel.Slack, NoticeChannel.Discord)] NoticeChannel channel)
    {
        Assert.That(await SendAsync(channel, allow: "192.0.2.1"), Is.InstanceOf<Delivery.NeedsRepair>().With.Property("Reason").Contains("blocked_address"));
        Assert.That(_target.Requests, Is.Empty);
    }

    [TestCase(404, typeof(Delivery.Refused))]
    [TestCase(410, typeof(Delivery.Refused))]
    [TestCase(403, typeof(Delivery.NeedsRepair))]
    [TestCase(429, typeof(Delivery.Later))]
    [TestCase(502, typeof(Delivery.Later))]
    [TestCase(302, typeof(Delivery.Refused))]
    public async Task Refusals_are_judged_by_status(int status, Type delivery)
    {
        _target.Answer("/slack", HttpAnswer.WithStatus(status));

        Assert.That(await SendAsync(NoticeChannel.Slack), Is.InstanceOf(delivery));
    }

    [Test]
    public async Task A_channel_that_was_switched_off_refuses_what_waits_for_it()
    {
        using var http = NoticeServices.ResendHttp();
        var notice = new Notice { Channel = NoticeChannel.Slack, Kind = "run", About = "cjob1", Body = "{}" };

        Assert.That(await new HookClient(http, new NoticeSettings(), TimeProvider.System).SendAsync(notice, "run-1", CancellationToken.None), Is.InstanceOf<Delivery.Refused>());
    }

    // First waits, doubling, the hour, the wait asked for, repairs.
    [TestCase(1, null, 5)]
    [TestCase(2, null, 10)]
    [TestCase(5, null, 80)]
    [TestCase(11, null, 3600)]
    [TestCase(80, null, 3600)]
    [TestCase(1, 37, 37)]
    [TestCase(1, 1, 5)]
    [TestCase(1, 1_000_000, 43_200)]
    public void Waits_double_up_to_an_hour_and_are_never_shorter_than_asked(int attempts, int? asked, int seconds)
    {
        var failure = new Delivery.Later("busy", asked is { } after ? TimeSpan.FromSeconds(after) : null);

        Assert.That(NoticeBackoff.Wait(attempts, failure, random: 1), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        Assert.That(NoticeBackoff.Wait(attempts, failure, random: 0), Is.InRange(TimeSpan.FromSeconds(seconds) * 0.79, TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void Repairs_are_waited_for_longer_and_all_waits_together_last_three_days()
    {
        Assert.That(NoticeBackoff.Wait(1, new Delivery.NeedsRepair("key"), 1), Is.EqualTo(TimeSpan.FromMinutes(5)));
        var all = Enumerable.Range(1, NoticeQueue.Attempts - 1).Sum(attempt => NoticeBackoff.Wait(attempt, new Delivery.Later("away"), 1).TotalDays);
        Assert.That(all, Is.InRange(2.8, 3.2));
    }
}
