using EasyCron.Testing;
using EasyCron.Worker.Notices;
using NodaTime;

namespace EasyCron.Worker.Tests.Notices;

/// <summary>Writes one mail of each kind to <c>artifacts/mails</c>, to be looked at in a browser after a change of the layouts.</summary>
[Explicit("Writes files for people to look at.")]
internal sealed class MailPreview
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    private static readonly string[] Rows =
    [
        "2026-11-22T08:00:01Z attempt 1: status-rejected, HTTP 503, 340 ms, answered",
        "2026-11-22T08:00:05Z attempt 2: connection-failed, no status, 12 ms, connection refused (phase connect)",
        "2026-11-22T08:00:12Z attempt 3: status-rejected, HTTP 503, 90 ms, answered",
    ];

    [Test]
    public async Task Write_mails()
    {
        var folder = Repository.File("artifacts/mails");
        Directory.CreateDirectory(folder);
        var job = Ends.Job with { NotificationIncludeResponse = true };
        var failed = Ends.Of(job, exitCode: 503, log: "HTTP 503: {\"error\":\"maintenance\",\n \"retry\":true}");
        await WriteAsync("failed", MailLayout.Of(Report(failed, NoticeKind.Run, 3).Page));
        await WriteAsync("timed-out", MailLayout.Of(Report(Ends.Of(job, EasyCron.Storage.RunState.Timeout, null, "no answer within 30 s (phase headers)"), NoticeKind.Run, 0).Page));
        await WriteAsync("succeeded", MailLayout.Of(Report(Ends.Good(job), NoticeKind.Run, 0).Page));
        await WriteAsync("recovered", MailLayout.Of(Report(Ends.Good(job), NoticeKind.Recovery, 0).Page));
        await WriteAsync("disabled", MailLayout.Of(Report(failed, NoticeKind.Disabled, 12).Page));
        SummaryLine[] lines =
        [
            new("Nightly export", "#b91c1c", "20 OK, 2 failed, 1 timed out", "5 outside allowed hours", "Took 1.5 s (median), 9 s (95th percentile)", "Last failure, 2026-11-21 22:00:00 +01:00 (Europe/Paris): HTTP 503", "2026-11-22 09:00:00 +01:00 (Europe/Paris)"),
            new("Heartbeat", "#15803d", "1440 OK", "", "Took 80 ms (median), 210 ms (95th percentile)", "", "2026-11-22 08:01:00 +01:00 (Europe/Paris)"),
            new("Yearly report", "#6b7280", "no runs", "", "", "", "2027-01-01 00:00:00 +01:00 (Europe/Paris)"),
        ];
        await WriteAsync("summary", MailLayout.Of(SummaryMail.Page(SummaryDay.Before(new LocalDate(2026, 11, 22), Paris), lines)));

        async Task WriteAsync(string name, (string Html, string Text) mail)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.html"), mail.Html);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.txt"), mail.Text);
        }
    }

    private static RunReport Report(EasyCron.Worker.Runs.EndedRun ended, NoticeKind kind, int heldBack) =>
        RunReport.Write(ended, new NoticeDecision(NoticeVerdict.Tell, kind, heldBack), Paris, ended.Run.State == EasyCron.Storage.RunState.Ok ? [] : Rows, []);
}
