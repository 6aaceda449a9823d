using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EasyCron.Worker.Notices;

/// <summary>Writes a report as the JSON that webhooks, Slack and Discord take. Nothing that people wrote can call anybody or become a link.</summary>
internal static partial class HookBody
{
    private const int LongestText = 1_500;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The webhook, whose outer form is that of Standard Webhooks: type, timestamp, data.</summary>
    public static string Webhook(RunReport report)
    {
        var (job, run) = (report.Ended.Job, report.Ended.Run);
        return new JsonObject
        {
            ["type"] = report.Outlook.Event,
            ["timestamp"] = (run.FinishedAt ?? run.StartedAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["data"] = new JsonObject
            {
                ["job"] = new JsonObject
                {
                    ["id"] = job.Id,
                    ["teamId"] = job.TeamId,
                    ["name"] = job.Name,
                    ["url"] = NoticeFields.BareUrl(job.ApiUrl),
                    ["method"] = job.ApiMethod,
                    ["timezone"] = job.Timezone,
                },
                ["run"] = new JsonObject
                {
                    ["id"] = run.Id,
                    ["state"] = run.State.ToString().ToUpperInvariant(),
                    ["startedAt"] = run.StartedAt.UtcDateTime,
                    ["finishedAt"] = run.FinishedAt?.UtcDateTime,
                    ["attempts"] = run.Attempts,
                    ["exitCode"] = run.ExitCode,
                    ["error"] = RunError.Of(run),
                },
                ["heldBack"] = report.HeldBack,
            },
        }.ToJsonString(Json);
    }

    /// <summary>The Slack message. Slack reads <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> as its own marks, mentions among them.</summary>
    public static string Slack(RunReport report) => new JsonObject
    {
        ["text"] = SlackText($"{report.Page.State}: {report.Page.Title}"),
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["color"] = report.Page.Color,
            ["text"] = SlackText(Message(report)),
            ["fields"] = List(report.Page.Facts.Select(fact => new JsonObject { ["title"] = fact.Label, ["value"] = SlackText(fact.Value), ["short"] = fact.Value.Length < 40 })),
        }),
        ["unfurl_links"] = false,
    }.ToJsonString(Json);

    /// <summary>The Discord message; it mentions nobody whatever stands in it.</summary>
    public static string Discord(RunReport report) => new JsonObject
    {
        ["embeds"] = new JsonArray(new JsonObject
        {
            ["title"] = MailText.Cut(DiscordText($"{report.Page.State}: {report.Page.Title}"), 250),
            ["description"] = MailText.Cut(DiscordText(Message(report)), 4_000),
            ["color"] = int.Parse(report.Page.Color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            ["fields"] = List(report.Page.Facts.Select(fact => new JsonObject
            {
                ["name"] = fact.Label,
                ["value"] = fact.Value.Length == 0 ? "-" : MailText.Cut(DiscordText(fact.Value), 1_000),
                ["inline"] = fact.Value.Length < 40,
            })),
        }),
        ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
    }.ToJsonString(Json);

    private static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    private static string Message(RunReport report) =>
        MailText.Cut(report.Page.Remark.Length == 0 ? report.Page.Message : $"{report.Page.Message}\n\n{report.Page.Remark}", LongestText);

    // Discord reads Markdown, links with a text of their own among it.
    private static string DiscordText(string text) => Markdown().Replace(text, @"\$0");

    private static string SlackText(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex(@"[\\*_~`|>\[\]()#<@-]")]
    private static partial Regex Markdown();
}
