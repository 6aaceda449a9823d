using System.Text.Json;
using System.Text.RegularExpressions;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Tests.Notices;

internal sealed class RunReportTests
{
    private static readonly string[] Rows =
    [
        "2026-11-22T08:00:01.0000000+00:00 attempt 1: status-rejected, HTTP 500, 340 ms, answered",
        "2026-11-22T08:00:05.0000000+00:00 attempt 2: connection-failed, no status, 12 ms, connection refused (phase connect)",
        "a row of somebody else's",
        "2026-11-22T08:00:12.0000000+00:00 attempt 3: status-rejected, HTTP 500, 90 ms, answered",
    ];

    private static RunReport Write(EndedRun ended, NoticeKind kind = NoticeKind.Run, int heldBack = 0, IEnumerable<string>? rows = null, List<FieldFault>? warnings = null) =>
        RunReport.Write(ended, new NoticeDecision(NoticeVerdict.Tell, kind, heldBack), DateTimeZoneProviders.Tzdb["Europe/Paris"], rows ?? Rows, warnings ?? []);

    [Test]
    public void A_mail_says_what_happened_when_and_why()
    {
        var report = Write(Ends.Of(Ends.Job with { NotificationIncludeResponse = true }), heldBack: 4);
        var (html, text) = MailLayout.Of(report.Page);

        Assert.That(report.Subject, Is.EqualTo("Nightly export - FAIL"));
        foreach (var part in new[] { html, text })
        {
            Assert.That(part, Does.Contain("Nightly export").And.Contain("Failed").And.Contain("Job Nightly export finished with status FAIL"));
            Assert.That(part, Does.Contain("2026-11-22 09:00:00 +01:00 (Europe/Paris)").And.Contain("12.3 s").And.Contain("GET https://api.example.com/v1/export"));
            Assert.That(part, Does.Contain("4 notices of this job were held back").And.Contain("connection refused (phase connect)"));
            Assert.That(part, Does.Not.Contain("s3cret").And.Not.Contain("user:pass").And.Not.Contain("somebody else"));
        }

        Assert.That(text, Does.Contain("HTTP 500: <b>broken</b>"));
        Assert.That(html, Does.Contain("HTTP 500: &lt;b&gt;broken&lt;/b&gt;").And.Not.Contain("<b>broken"));
        Assert.That(text, Does.Not.Contain("&lt;").And.Not.Contain("&#"));
    }

    [Test]
    public void The_answer_is_shown_only_where_the_job_asks_for_it()
    {
        var (html, text) = MailLayout.Of(Write(Ends.Of()).Page);

        Assert.That(html + text, Does.Not.Contain("broken"));
    }

    [Test]
    public void Without_attempts_there_is_no_table_of_them()
    {
        var (html, text) = MailLayout.Of(Write(Ends.Good(), rows: []).Page);

        Assert.That(html, Does.Not.Contain(">Attempts</div>").And.Contain("Succeeded"));
        Assert.That(text, Does.Not.Contain("Attempts:\n").And.Contain("Attempts: 1"));
    }

    [TestCase(NoticeKind.Run, RunState.Fail, "Nightly export - FAIL", "Failed")]
    [TestCase(NoticeKind.Run, RunState.Timeout, "Nightly export - TIMEOUT", "Timed out")]
    [TestCase(NoticeKind.Run, RunState.Ok, "Nightly export - OK", "Succeeded")]
    [TestCase(NoticeKind.Recovery, RunState.Ok, "[Recovered] Nightly export - OK", "Recovered")]
    [TestCase(NoticeKind.Disabled, RunState.Fail, "[Disabled] Nightly export - FAIL", "Disabled")]
    public void The_kind_is_seen_at_a_glance(NoticeKind kind, RunState state, string subject, string word)
    {
        var report = Write(Ends.Of(state: state, disabled: kind == NoticeKind.Disabled), kind);

        Assert.That(report.Subject, Is.EqualTo(subject));
        Assert.That(report.Page.State, Is.EqualTo(word));
        Assert.That(report.Page.Remark.Contains("failed 5 times in a row and was disabled", StringComparison.Ordinal), Is.EqualTo(kind == NoticeKind.Disabled));
    }

    // What people and targets can write, wherever they can write it.
    [TestCase("<script>alert(1)</script>")]
    [TestCase("\"><img src=x onerror=alert(1)>")]
    [TestCase("{{#each this}}{{/each}}{{{job.name}}}")]
    [TestCase("{{job.apiAuth}}")]
    [TestCase("line\r\nBcc: evil@example.com")]
    [TestCase("\u202Eevil\u0000\u001b[2J")]
    [TestCase("שלום 🎉 \uD83D")]
    [TestCase("</pre></td></table><style>*{display:none}</style>")]
    [TestCase("{{{{{{{{")]
    [TestCase("")]
    public void Hostile_text_anywhere_stays_text(string hostile)
    {
        var job = Ends.Job with
        {
            Name = hostile,
            Description = hostile,
            ApiUrl = $"https://example.com/{hostile}",
            ApiMethod = hostile.Length == 0 ? "GET" : hostile,
            NotificationTrigger = hostile,
            NotificationSubject = hostile + "{{job.name}}{{run.log}}",
            NotificationTemplate = hostile + "{{job.description}}{{run.log}}",
            NotificationIncludeResponse = true,
        };
        string[] rows = [$"2026-11-22T08:00:12Z attempt 3: status-rejected, HTTP 500, 90 ms, {hostile}"];

        var report = Write(Ends.Of(job, log: hostile), rows: rows);
        var (html, text) = MailLayout.Of(report.Page);

        Assert.That(report.Subject, Has.Length.InRange(1, 200).And.Not.Contain("\n").And.Not.Contain("\r"));
        Assert.That(Tags(html), Is.SubsetOf(Tags(MailLayout.Of(Write(Ends.Of(Ends.Job with { NotificationIncludeResponse = true }, log: "x")).Page).Html)));
        Assert.That(html, Does.Not.Contain("onerror=alert(1)>").And.Not.Contain("\0"));
        Assert.That(text, Does.Not.Contain("\0").And.Not.Contain("\u001b"));
        foreach (var body in new[] { HookBody.Webhook(report), HookBody.Slack(report), HookBody.Discord(report) })
        {
            Assert.That(() => JsonDocument.Parse(body), Throws.Nothing);
        }
    }

    [Test]
    public void A_subject_that_comes_to_nothing_is_the_usual_one()
    {
        Assert.That(Write(Ends.Of(Ends.Job with { NotificationSubject = "{{nothing}} \r\n" })).Subject, Is.EqualTo("Nightly export - FAIL"));
    }

    [Test]
    public void Mails_stay_small_enough_to_be_shown_whole()
    {
        var job = Ends.Job with { NotificationIncludeResponse = true, NotificationTemplate = "{{run.log}}{{run.log}}{{run.log}}{{run.log}}{{run.log}}", Name = new string('n', 100_000) };
        var rows = Enumerable.Range(1, 500).Select(number => $"2026-11-22T08:00:12Z attempt {number}: status-rejected, HTTP 500, 90 ms, {new string('r', 10_000)}");

        var (html, _) = MailLayout.Of(Write(Ends.Of(job, log: new string('l', 1_000_000)), rows: rows).Page);

        Assert.That(html, Has.Length.LessThan(100_000));
    }

    [Test]
    public void Nobody_is_called_by_a_chat_message()
    {
        var job = Ends.Job with { Name = "@everyone <!channel> [x](https://evil.example) <@U1>", NotificationTemplate = "{{job.name}}" };
        var report = Write(Ends.Of(job));

        using var discord = JsonDocument.Parse(HookBody.Discord(report));
        using var slack = JsonDocument.Parse(HookBody.Slack(report));

        Assert.That(discord.RootElement.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength(), Is.Zero);
        Assert.That(discord.RootElement.GetProperty("embeds")[0].GetProperty("description").GetString(), Does.Contain(@"\[x\]\(https://evil.example\)"));
        Assert.That(slack.RootElement.GetProperty("text").GetString(), Does.Contain("&lt;!channel&gt;").And.Not.Contain("<"));
    }

    [Test]
    public void A_webhook_names_the_event_and_nothing_secret()
    {
        using var json = JsonDocument.Parse(HookBody.Webhook(Write(Ends.Of(), heldBack: 2)));
        var root = json.RootElement;

        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("type").GetString(), Is.EqualTo("run.failed"));
            Assert.That(root.GetProperty("timestamp").GetString(), Is.EqualTo("2026-11-22T08:00:12.300Z"));
            Assert.That(root.GetProperty("data").GetProperty("job").GetProperty("url").GetString(), Is.EqualTo("https://api.example.com/v1/export"));
            Assert.That(root.GetProperty("data").GetProperty("run").GetProperty("state").GetString(), Is.EqualTo("FAIL"));
            Assert.That(root.GetProperty("data").GetProperty("heldBack").GetInt32(), Is.EqualTo(2));
            Assert.That(root.GetRawText(), Does.Not.Contain("s3cret").And.Not.Contain("broken"));
        });
    }

    private static string[] Tags(string html) => [.. Regex.Matches(html, "<[a-zA-Z!/][^>]*>").Select(match => Regex.Match(match.Value, "[a-zA-Z!/]+").Value).Distinct()];
}
