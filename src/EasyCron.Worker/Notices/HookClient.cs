using System.Text;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>Delivers a notice to a webhook, to Slack or to Discord, through the guard that jobs' requests go through.</summary>
/// <param name="client">Connects through the guard; its timeout bounds the call.</param>
/// <param name="settings">The addresses.</param>
/// <param name="clock">Stamps what is signed.</param>
internal sealed class HookClient(HttpClient client, NoticeSettings settings, TimeProvider clock)
{
    /// <summary>Delivers.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="id">The same for every try, so that a receiver can tell a repetition.</param>
    /// <param name="cancellationToken">Breaks off; it may have been delivered.</param>
    public async Task<Delivery> SendAsync(Notice notice, string id, CancellationToken cancellationToken)
    {
        var url = notice.Channel switch
        {
            NoticeChannel.Webhook => settings.WebhookUrl,
            NoticeChannel.Slack => settings.SlackUrl,
            NoticeChannel.Discord => settings.DiscordUrl,
            _ => null,
        };
        if (url is null || notice.Body is not { } body)
        {
            return new Delivery.Refused($"{notice.Channel} is not set up any more");
        }

        var headers = new List<(string, string)> { ("User-Agent", $"EasyCron/{ProductVersion.Current}") };
        if (notice.Channel == NoticeChannel.Webhook && settings.WebhookSignature is { } signature)
        {
            headers.AddRange(signature.Sign(id, clock.GetUtcNow(), Encoding.UTF8.GetBytes(body)).Select(header => (header.Name, header.Value)));
        }

        return (await DeliveryPost.SendAsync(client, url, body, headers, clock, cancellationToken)).Delivery;
    }
}
