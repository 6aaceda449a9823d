using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>One attempt of a run, as a notice shows it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it ended, in the job's zone; empty where that is not known.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Duration">How long it took; empty where that is not known.</param>
/// <param name="Detail">The reason.</param>
internal sealed partial record AttemptNote(string Number, string At, string Result, string Duration, string Detail)
{
    /// <summary>The most attempts shown; of more, the last ones.</summary>
    public const int Most = 20;

    private const int LongestDetail = 200;

    /// <summary>Reads the rows that failed attempts leave in the log of the queue job; rows of anybody else are passed over.</summary>
    public static IReadOnlyList<AttemptNote> Read(IEnumerable<string> rows, DateTimeZone zone) =>
        [.. rows.Select(row => Row().Match(row)).Where(match => match.Success).Select(match => Read(match, zone)).TakeLast(Most)];

    private static AttemptNote Read(Match match, DateTimeZone zone)
    {
        var at = DateTimeOffset.TryParse(match.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? PlainTime.Text(time, zone) : "";
        var milliseconds = Math.Min(double.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture), TimeSpan.FromDays(1).TotalMilliseconds);
        var (status, detail) = (match.Groups["status"].Value, match.Groups["detail"].Value);
        return new AttemptNote(
            match.Groups["number"].Value,
            at,
            status == "no status" ? match.Groups["result"].Value.Replace('-', ' ') : status,
            PlainTime.Text(TimeSpan.FromMilliseconds(milliseconds)),
            detail == "answered" ? "" : MailText.Cut(MailText.OneLine(detail), LongestDetail));
    }

    [GeneratedRegex(@"\A(?<at>\S{1,40}) attempt (?<number>\d{1,9}): (?<result>[\w -]{1,60}), (?<status>HTTP \d{3}|no status), (?<ms>\d{1,15}) ms, (?<detail>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Row();
}
