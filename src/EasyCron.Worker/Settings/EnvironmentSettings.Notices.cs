using EasyCron.Worker.Http;

namespace EasyCron.Worker.Settings;

/// <summary>The variables of notices.</summary>
internal static partial class EnvironmentSettings
{
    private static readonly EnvironmentVariable ResendApiKey = new("RESEND_API_KEY", "none", "Resend's API key; mails are sent once it and NOTIFICATION_FROM are set.", IsSecret: true);
    private static readonly EnvironmentVariable NotificationFrom = new("NOTIFICATION_FROM", "required with RESEND_API_KEY", "The sender of mails: `EasyCron <alerts@example.com>` or an address; its domain is verified at Resend.");
    private static readonly EnvironmentVariable ResendBaseUrl = new("RESEND_BASE_URL", "https://api.resend.com", "Where Resend's API is, for a test server or a relay.");
    private static readonly EnvironmentVariable DailySummaryHour = new("DAILY_SUMMARY_HOUR", "8", "The hour of a job's time zone at which the summary of the day before is mailed, 0 to 23.");
    private static readonly EnvironmentVariable NotifyDryRun = new("NOTIFY_DRY_RUN", "false", "Everything but sending: notices are made, queued and logged.");
    private static readonly EnvironmentVariable TestEmailAddress = new("TEST_EMAIL_ADDRESS", "none", "Takes every mail in place of its recipient; the subject says whose it was.");
    private static readonly EnvironmentVariable NotifyWebhookUrl = new("NOTIFY_WEBHOOK_URL", "none", "Takes every notice as a JSON webhook, signed as Standard Webhooks says.", IsSecret: true);
    private static readonly EnvironmentVariable NotifyWebhookSecret = new("NOTIFY_WEBHOOK_SECRET", "required with NOTIFY_WEBHOOK_URL", "Its key: `whsec_...`, several separated by spaces while they are rotated.", IsSecret: true);
    private static readonly EnvironmentVariable NotifySlack = new("NOTIFY_SLACK_WEBHOOK_URL", "none", "A Slack incoming webhook that takes every notice.", IsSecret: true);
    private static readonly EnvironmentVariable NotifyDiscord = new("NOTIFY_DISCORD_WEBHOOK_URL", "none", "A Discord webhook that takes every notice.", IsSecret: true);

    private static IReadOnlyList<EnvironmentVariable> NoticeTable =>
    [
        ResendApiKey, NotificationFrom, ResendBaseUrl, DailySummaryHour, NotifyDryRun, TestEmailAddress, NotifyWebhookUrl, NotifyWebhookSecret, NotifySlack, NotifyDiscord,
    ];

    private static NoticeSettings ReadNotices(SettingsReader reader)
    {
        var settings = new NoticeSettings
        {
            ResendApiKey = ReadApiKey(reader),
            From = reader.Parsed<string?>(NotificationFrom, null, ReadSender),
            ResendBaseUrl = ReadUrl(reader, ResendBaseUrl) ?? NoticeSettings.Resend,
            DryRun = reader.Flag(NotifyDryRun, false),
            TestAddress = reader.Parsed<string?>(TestEmailAddress, null, ReadAddress),
            WebhookUrl = ReadUrl(reader, NotifyWebhookUrl),
            WebhookSignature = reader.Parsed<RequestSignature?>(
                NotifyWebhookSecret, null, text => RequestSignature.TryParse(text, out var signature, out var error) ? signature : throw new FormatException(error)),
            SlackUrl = ReadUrl(reader, NotifySlack),
            DiscordUrl = ReadUrl(reader, NotifyDiscord),
            SummaryHour = reader.Number(DailySummaryHour, 8, 0, 23),
        };
        if (reader.Text(ResendApiKey) is not null && reader.Text(NotificationFrom) is null)
        {
            reader.Fault($"RESEND_API_KEY is set, but NOTIFICATION_FROM is not. {NotificationFrom.Meaning}");
        }

        if (settings.WebhookUrl is not null && reader.Text(NotifyWebhookSecret) is null)
        {
            reader.Fault($"NOTIFY_WEBHOOK_URL is set, but NOTIFY_WEBHOOK_SECRET is not. {NotifyWebhookSecret.Meaning}");
        }

        return settings;
    }

    // A header value: anything else in it would be refused with each mail, long after the start.
    private static string? ReadApiKey(SettingsReader reader)
    {
        if (reader.Text(ResendApiKey) is not { } key)
        {
            return null;
        }

        if (key.All(character => character is > ' ' and <= '~'))
        {
            return key;
        }

        reader.Fault(ResendApiKey, "printable ASCII characters without spaces");
        return null;
    }

    private static string ReadSender(string text)
    {
        var open = text.LastIndexOf('<');
        if (open < 0)
        {
            return ReadAddress(text);
        }

        if (!text.EndsWith('>') || text.Any(char.IsControl))
        {
            throw new FormatException($"\"{text}\" is no sender; allowed: Name <address> or an address.");
        }

        return $"{text[..open].Trim()} <{ReadAddress(text[(open + 1)..^1])}>".TrimStart();
    }

    private static string ReadAddress(string text) =>
        MailAddress.TryRead(text, out var address) ? address : throw new FormatException($"\"{text}\" is no mail address.");

    private static Uri? ReadUrl(SettingsReader reader, EnvironmentVariable variable)
    {
        if (reader.Text(variable) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && RequestUrl.Refusal(url) is null && url.UserInfo.Length == 0)
        {
            return url;
        }

        reader.Fault(variable, "an absolute http or https URL without user and password");
        return null;
    }
}
