using System.Globalization;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>The fields that a job's own subject and text may name, and nothing else of it.</summary>
internal static class NoticeFields
{
    private const int LongestValue = 8_000;

    /// <summary>The fields of an ended run, times in the given zone.</summary>
    public static IReadOnlyDictionary<string, string> Of(EndedRun ended, DateTimeZone zone)
    {
        var (job, run) = (ended.Job, ended.Run);
        var fields = new Dictionary<string, string?>
        {
            ["job.id"] = job.Id,
            ["job.name"] = job.Name,
            ["job.description"] = job.Description,
            ["job.url"] = BareUrl(job.ApiUrl),
            ["job.method"] = job.ApiMethod,
            ["job.timezone"] = job.Timezone,
            ["run.id"] = run.Id,
            ["run.state"] = run.State.ToString().ToUpperInvariant(),
            ["run.startedAt"] = PlainTime.Text(run.StartedAt, zone),
            ["run.finishedAt"] = run.FinishedAt is { } finishedAt ? PlainTime.Text(finishedAt, zone) : "",
            ["run.durationMs"] = run.FinishedAt is { } end ? ((long)(end - run.StartedAt).TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : "",
            ["run.attempts"] = run.Attempts.ToString(CultureInfo.InvariantCulture),
            ["run.exitCode"] = run.ExitCode?.ToString(CultureInfo.InvariantCulture),
            ["run.log"] = run.Log,
            ["run.scheduledAt"] = PlainTime.Text(ended.ScheduledAt, zone),
            ["run.trigger"] = ended.Trigger.Text(),
            ["run.error"] = RunError.Of(run),
        };
        return fields.ToDictionary(field => field.Key, field => MailText.Cut(MailText.Lines(field.Value ?? ""), LongestValue));
    }

    /// <summary>An address without what may be secret in it: user, password, query and fragment.</summary>
    public static string BareUrl(string url)
    {
        if (Uri.TryCreate(url.Trim(), UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https")
        {
            return parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped);
        }

        return "";
    }
}
