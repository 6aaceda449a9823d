using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>Addresses a report: one notice to each recipient and each channel that is on.</summary>
internal static class RunNotices
{
    /// <summary>Makes the notices, each with its id.</summary>
    public static IReadOnlyList<(string Id, Notice Notice)> Address(RunReport report, IReadOnlyList<string> recipients, NoticeSettings settings)
    {
        var run = report.Ended.Run;
        var blank = new Notice { Channel = NoticeChannel.Mail, Kind = report.Kind.Text(), About = run.JobId, RunId = run.Id };
        var notices = new List<(string, Notice)>();
        if (settings.SendsMail && recipients.Count > 0)
        {
            var (html, text) = MailLayout.Of(report.Page);
            notices.AddRange(recipients.Select(to => (Id(to), blank with { To = to, Subject = report.Subject, Html = html, Text = text })));
        }

        AddHook(settings.WebhookUrl, NoticeChannel.Webhook, HookBody.Webhook);
        AddHook(settings.SlackUrl, NoticeChannel.Slack, HookBody.Slack);
        AddHook(settings.DiscordUrl, NoticeChannel.Discord, HookBody.Discord);
        return notices;

        void AddHook(Uri? url, NoticeChannel channel, Func<RunReport, string> write)
        {
            if (url is not null)
            {
                notices.Add((Id(channel.ToString()), blank with { Channel = channel, Body = write(report) }));
            }
        }

        string Id(string receiver) => NoticeId.Of(report.Kind, run.Id, receiver);
    }
}
