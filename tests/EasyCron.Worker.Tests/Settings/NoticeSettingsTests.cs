using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Tests.Settings;

public sealed class NoticeSettingsTests
{
    private static NoticeSettings Read(params (string Name, string Value)[] variables) => EnvironmentSettings.Read(Environment(variables)).Notices;

    private static Dictionary<string, string> Environment((string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://u:p@db:5432/app", ["REDIS_HOST"] = "localhost" };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static string Fault(params (string Name, string Value)[] variables) =>
        Assert.Throws<SettingsException>(() => EnvironmentSettings.Read(Environment(variables)))!.Message;

    [Test]
    public void Without_a_key_notices_are_off()
    {
        var settings = Read();

        Assert.That(settings.IsOn, Is.False);
        Assert.That(settings.SummaryHour, Is.EqualTo(8));
        Assert.That(settings.ResendBaseUrl, Is.EqualTo(new Uri("https://api.resend.com")));
    }

    [Test]
    public void A_key_and_a_sender_send_mail()
    {
        var settings = Read(("RESEND_API_KEY", "re_123"), ("NOTIFICATION_FROM", "EasyCron <alerts@Example.com>"), ("TEST_EMAIL_ADDRESS", "me@example.com"));

        Assert.That(settings.SendsMail, Is.True);
        Assert.That(settings.From, Is.EqualTo("EasyCron <alerts@example.com>"));
        Assert.That(settings.TestAddress, Is.EqualTo("me@example.com"));
        Assert.That(settings.ToString(), Does.Not.Contain("re_123"));
    }

    [Test]
    public void A_dry_run_needs_no_key() => Assert.That(Read(("NOTIFY_DRY_RUN", "true")).IsOn, Is.True);

    [Test]
    public void A_key_without_a_sender_is_a_fault() => Assert.That(Fault(("RESEND_API_KEY", "re_123")), Does.Contain("NOTIFICATION_FROM").And.Not.Contain("re_123"));

    [Test]
    public void A_webhook_without_its_secret_is_a_fault() =>
        Assert.That(Fault(("NOTIFY_WEBHOOK_URL", "https://example.com/s3cret")), Does.Contain("NOTIFY_WEBHOOK_SECRET").And.Not.Contain("s3cret"));

    [TestCase("RESEND_API_KEY", "re 123")]
    [TestCase("NOTIFICATION_FROM", "nobody")]
    [TestCase("NOTIFICATION_FROM", "Name <a@example.com> more")]
    [TestCase("NOTIFICATION_FROM", "Name\u0007 <a@example.com>")]
    [TestCase("RESEND_BASE_URL", "api.resend.com")]
    [TestCase("RESEND_BASE_URL", "ftp://api.resend.com")]
    [TestCase("DAILY_SUMMARY_HOUR", "24")]
    [TestCase("NOTIFY_DRY_RUN", "perhaps")]
    [TestCase("TEST_EMAIL_ADDRESS", "me")]
    [TestCase("NOTIFY_WEBHOOK_URL", "nowhere")]
    [TestCase("NOTIFY_WEBHOOK_SECRET", "whsec_%%%")]
    [TestCase("NOTIFY_SLACK_WEBHOOK_URL", "https://user:pw@hooks.slack.com/x")]
    [TestCase("NOTIFY_DISCORD_WEBHOOK_URL", "/api/webhooks/1")]
    public void A_wrong_value_is_named(string name, string value) => Assert.That(Fault((name, value)), Does.Contain(name));
}
