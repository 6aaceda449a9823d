using System.Globalization;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>What is told of an ended run, before it is known to whom and how.</summary>
internal sealed record RunReport
{
    private const string DefaultSubject = "{{job.name}} - {{run.state}}";
    private const int LongestResponse = 8_000;

    /// <summary>What is told.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>The run.</summary>
    public required EndedRun Ended { get; init; }

    /// <summary>How it looks.</summary>
    public required RunOutlook Outlook { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The mail's content; channels without pages take from it what they can show.</summary>
    public required RunPage Page { get; init; }

    /// <summary>How many notices were held back since the last one.</summary>
    public required int HeldBack { get; init; }

    /// <summary>Writes the report.</summary>
    /// <param name="ended">The run.</param>
    /// <param name="decision">What is told.</param>
    /// <param name="zone">The zone of all times.</param>
    /// <param name="attemptRows">The rows in the log of the run's queue job; none where the job does not want them.</param>
    /// <param name="warnings">Takes what of the job's subject and text was not understood.</param>
    public static RunReport Write(EndedRun ended, NoticeDecision decision, DateTimeZone zone, IEnumerable<string> attemptRows, ICollection<FieldFault> warnings)
    {
        var (job, run) = (ended.Job, ended.Run);
        var outlook = RunOutlook.Of(decision.Kind, ended);
        var fields = NoticeFields.Of(ended, zone);
        var subject = NoticeTemplate.Fill("notificationSubject", job.NotificationSubject, fields, warnings);
        if (string.IsNullOrWhiteSpace(MailText.OneLine(subject)))
        {
            subject = NoticeTemplate.Fill("notificationSubject", DefaultSubject, fields, warnings);
        }

        var title = MailText.Cut(MailText.OneLine(job.Name), MailText.LongestSubject);
        var error = RunError.Of(run);
        return new RunReport
        {
            Kind = decision.Kind,
            Ended = ended,
            Outlook = outlook,
            Subject = MailText.Subject(outlook.Mark + subject),
            HeldBack = decision.HeldBack,
            Page = new RunPage
            {
                Title = title.Length == 0 ? job.Id : title,
                State = outlook.State,
                Color = outlook.Color,
                Preview = error.Length == 0 ? fields["run.finishedAt"] : error,
                Message = MailText.Lines(NoticeTemplate.Fill("notificationTemplate", job.NotificationTemplate, fields, warnings)),
                Remark = Remark(decision, job.FailSafeThreshold),
                Facts = Facts(ended, fields, error),
                Attempts = AttemptNote.Read(attemptRows, zone),
                Response = job.NotificationIncludeResponse ? MailText.Cut(MailText.Lines(run.Log ?? ""), LongestResponse) : "",
                Footer = $"EasyCron · job {job.Id} · run {run.Id} · told because {(decision.Kind == NoticeKind.Disabled ? "the job was disabled" : $"notificationTrigger is {HttpToken.Name(job.NotificationTrigger)}")}",
            },
        };
    }

    private static IReadOnlyList<Fact> Facts(EndedRun ended, IReadOnlyDictionary<string, string> fields, string error)
    {
        var run = ended.Run;
        Fact?[] facts =
        [
            error.Length > 0 ? new("Error", error) : null,
            new("Started", fields["run.startedAt"]),
            new("Ended", fields["run.finishedAt"]),
            run.FinishedAt is { } end ? new("Took", PlainTime.Text(end - run.StartedAt)) : null,
            new("Scheduled", $"{fields["run.scheduledAt"]} ({fields["run.trigger"]})"),
            new("Attempts", fields["run.attempts"]),
            run.ExitCode is { } code ? new("Status", code.ToString(CultureInfo.InvariantCulture)) : null,
            new("Request", MailText.OneLine($"{fields["job.method"]} {fields["job.url"]}")),
        ];
        return [.. facts.OfType<Fact>()];
    }

    private static string Remark(NoticeDecision decision, int threshold)
    {
        var held = decision.HeldBack switch
        {
            0 => "",
            1 => "1 notice of this job was held back since the last one.",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} notices of this job were held back since the last one."),
        };
        return decision.Kind == NoticeKind.Disabled
            ? string.Create(CultureInfo.InvariantCulture, $"This job has failed {threshold} times in a row and was disabled. It runs again when somebody enables it. {held}").TrimEnd()
            : held;
    }
}
