using EasyCron.Testing.Http;

namespace EasyCron.System.Tests;

/// <summary>A test on an installation whose workers send their mails to a Resend of its own.</summary>
public abstract class NoticeTest : SystemTest
{
    internal FakeResend Resend { get; private set; } = null!;

    /// <summary>The settings with which a worker sends mails there.</summary>
    protected (string, string?)[] Mail =>
        [("RESEND_API_KEY", FakeResend.ApiKey), ("NOTIFICATION_FROM", "EasyCron <alerts@example.com>"), ("RESEND_BASE_URL", Resend.Url)];

    [SetUp]
    public async Task StartResendAsync() => Resend = await FakeResend.StartAsync();

    [TearDown]
    public async Task StopResendAsync() => await Resend.DisposeAsync();
}
