using EasyCron.Worker.Http;

namespace EasyCron.Worker.Settings;

/// <summary>How people are told about runs.</summary>
internal sealed record NoticeSettings
{
    /// <summary>Resend's own address.</summary>
    public static Uri Resend { get; } = new("https://api.resend.com");

    /// <summary>The key of Resend's API (<c>RESEND_API_KEY</c>).</summary>
    /// <value>Null: no mail is sent.</value>
    public string? ResendApiKey { get; init; }

    /// <summary>The sender of mails, <c>Name &lt;address&gt;</c> or an address (<c>NOTIFICATION_FROM</c>).</summary>
    public string? From { get; init; }

    /// <summary>Where Resend's API is (<c>RESEND_BASE_URL</c>).</summary>
    /// <value>https://api.resend.com</value>
    public Uri ResendBaseUrl { get; init; } = Resend;

    /// <summary>Does everything but sending, and logs what would have been sent (<c>NOTIFY_DRY_RUN</c>).</summary>
    public bool DryRun { get; init; }

    /// <summary>Takes all mails in place of their recipients (<c>TEST_EMAIL_ADDRESS</c>).</summary>
    public string? TestAddress { get; init; }

    /// <summary>Takes every notice as a signed webhook (<c>NOTIFY_WEBHOOK_URL</c>).</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Signs those webhooks as Standard Webhooks says (<c>NOTIFY_WEBHOOK_SECRET</c>).</summary>
    public RequestSignature? WebhookSignature { get; init; }

    /// <summary>A Slack incoming webhook (<c>NOTIFY_SLACK_WEBHOOK_URL</c>); the address is a secret.</summary>
    public Uri? SlackUrl { get; init; }

    /// <summary>A Discord webhook (<c>NOTIFY_DISCORD_WEBHOOK_URL</c>); the address is a secret.</summary>
    public Uri? DiscordUrl { get; init; }

    /// <summary>The hour of a job's zone at which the summary of the day before goes out (<c>DAILY_SUMMARY_HOUR</c>).</summary>
    /// <value>8. From 0 to 23.</value>
    public int SummaryHour { get; init; } = 8;

    /// <summary>Whether mails are made.</summary>
    public bool SendsMail => ResendApiKey is not null || DryRun;

    /// <summary>Whether anybody is told anything.</summary>
    public bool IsOn => SendsMail || WebhookUrl is not null || SlackUrl is not null || DiscordUrl is not null;

    /// <summary>Says what is on, without a secret.</summary>
    public override string ToString() =>
        $"mail {SendsMail}, webhook {WebhookUrl is not null}, Slack {SlackUrl is not null}, Discord {DiscordUrl is not null}, dry run {DryRun}";
}
