using System.Globalization;
using EasyCron.Storage;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>Puts a day's figures into words.</summary>
internal static class SummaryMail
{
    private const string Red = "#b91c1c";
    private const string Green = "#15803d";
    private const string Grey = "#6b7280";

    // Mail programs cut what is larger than about 100 KB.
    private const int MostJobs = 100;

    /// <summary>One job's day.</summary>
    /// <param name="job">The job.</param>
    /// <param name="summary">Its runs.</param>
    /// <param name="skips">Its occurrences that were not run, by reason.</param>
    /// <param name="next">When it runs next; null where it is not scheduled.</param>
    /// <param name="zone">The zone of all times.</param>
    public static SummaryLine Line(
        SummarisedJob job, RunSummary summary, IReadOnlyList<(string Reason, long Count)> skips, DateTimeOffset? next, DateTimeZone zone)
    {
        (int Count, string Word)[] states =
            [(summary.Ok, "OK"), (summary.Fail, "failed"), (summary.Timeout, "timed out"), (summary.Running, "running"), (summary.Queued, "waiting")];
        var runs = string.Join(", ", states.Where(state => state.Count > 0).Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Count} {state.Word}")));
        var bad = summary.Fail + summary.Timeout;
        return new SummaryLine(
            MailText.Cut(MailText.OneLine(job.Name), MailText.LongestSubject),
            bad > 0 ? Red : summary.Ok > 0 ? Green : Grey,
            runs.Length == 0 ? "no runs" : runs,
            string.Join(", ", skips.Select(skip => string.Create(CultureInfo.InvariantCulture, $"{skip.Count} {skip.Reason}"))),
            summary is { MedianDuration: { } median, Percentile95Duration: { } slow } ? $"Took {PlainTime.Text(median)} (median), {PlainTime.Text(slow)} (95th percentile)" : "",
            summary.LastBad is { } last ? $"Last failure, {PlainTime.Text(last.StartedAt, zone)}: {RunError.Of(last)}" : "",
            next is { } at ? PlainTime.Text(at, zone) : "none is scheduled");
    }

    /// <summary>The page of one recipient. Jobs that failed stand first.</summary>
    public static SummaryPage Page(SummaryDay day, IReadOnlyList<SummaryLine> lines)
    {
        var failing = lines.Count(line => line.Color == Red);
        var jobs = lines.Count == 1 ? "1 job" : string.Create(CultureInfo.InvariantCulture, $"{lines.Count} jobs");
        var preview = failing == 0 ? $"{jobs}, none failed" : string.Create(CultureInfo.InvariantCulture, $"{jobs}, {failing} with failures");
        return new SummaryPage
        {
            Title = $"Summary of {day.Text}",
            State = failing == 0 ? "All well" : "Failures",
            Color = failing == 0 ? Green : Red,
            Preview = preview,
            Jobs = [.. lines.OrderBy(line => line.Color == Red ? 0 : 1).Take(MostJobs)],
            Remark = lines.Count > MostJobs ? string.Create(CultureInfo.InvariantCulture, $"{lines.Count - MostJobs} more jobs are not shown.") : "",
            Footer = $"EasyCron · times are those of {day.Zone.Id} · sent because these jobs ask for a daily summary",
        };
    }
}
