using EasyCron.BullMq;
using EasyCron.Cron;
using EasyCron.Storage;
using EasyCron.Worker.Settings;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>
/// Makes the summaries of the day before, once a day and time zone for the whole fleet: one mail for each recipient and team. A worker that dies in between leaves no
/// mark, so another makes them again; those that lie in the queue already stay as they are.
/// </summary>
internal sealed partial class DailySummaries(
    JobRepository jobs, RunSummaries figures, Queue queue, SkipTally skips, NoticeQueue notices, QueueConnection connection, NoticeSettings settings, TimeProvider clock,
    ILogger<DailySummaries> logger)
{
    private const int PeriodsPerQuestion = 100;

    // Longer than any day, so that a zone's day is done once, and short enough to leave nothing behind.
    private static readonly TimeSpan KeepMark = TimeSpan.FromDays(3);
    private static readonly RedisScript IsMarked = new("isSummaryMade", "return redis.call('EXISTS', KEYS[1])");
    private static readonly RedisScript Mark = new("markSummaryMade", "return redis.call('SET', KEYS[1], 1, 'EX', ARGV[1])");

    /// <summary>Makes whatever is due now and not made yet.</summary>
    public async Task MakeDueAsync(CancellationToken cancellationToken)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var wanted = await jobs.ListSummarisedAsync(cancellationToken);
        foreach (var zoneJobs in wanted.GroupBy(job => CronTimeZone.TryGet(job.Timezone, out var zone) ? zone : DateTimeZone.Utc))
        {
            var local = now.InZone(zoneJobs.Key);
            if (local.Hour < settings.SummaryHour)
            {
                continue;
            }

            var day = SummaryDay.Before(local.Date, zoneJobs.Key);
            var mark = $"{notices.Queue.Name.Prefix}:easycron:{NoticeQueue.Name}:summary:{day.Zone.Id}:{day.Text}";
            if ((await connection.RunAsync(IsMarked, [mark], [], cancellationToken)).Number == 1)
            {
                continue;
            }

            var count = await MakeAsync(day, [.. zoneJobs], cancellationToken);
            await connection.RunAsync(Mark, [mark], [(long)KeepMark.TotalSeconds], cancellationToken);
            LogMade(logger, day.Text, day.Zone.Id, count);
        }
    }

    private async Task<int> MakeAsync(SummaryDay day, IReadOnlyList<SummarisedJob> zoneJobs, CancellationToken cancellationToken)
    {
        var receivers = zoneJobs
            .SelectMany(job => MailRecipients.Read(job.NotificationRecipients).Addresses.Select(to => (Job: job, To: to)))
            .ToLookup(pair => (pair.Job.TeamId, To: pair.To), pair => pair.Job);
        var lines = await LinesAsync(day, [.. receivers.SelectMany(jobs => jobs).DistinctBy(job => job.Id)], cancellationToken);
        foreach (var receiver in receivers)
        {
            var page = SummaryMail.Page(day, [.. receiver.OrderBy(job => job.Name, StringComparer.Ordinal).Select(job => lines[job.Id])]);
            var (html, text) = MailLayout.Of(page);
            var notice = new Notice
            {
                Channel = NoticeChannel.Mail,
                Kind = NoticeKind.Summary.Text(),
                About = receiver.Key.TeamId,
                To = receiver.Key.To,
                Subject = MailText.Subject($"{page.Title}: {page.Preview}"),
                Html = html,
                Text = text,
            };
            await notices.AddAsync([(NoticeId.Of(NoticeKind.Summary, $"{receiver.Key.TeamId}\n{day.Zone.Id}\n{day.Text}", receiver.Key.To), notice)], cancellationToken);
        }

        return receivers.Count;
    }

    private async Task<IReadOnlyDictionary<string, SummaryLine>> LinesAsync(SummaryDay day, IReadOnlyList<SummarisedJob> wanted, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<string, SummaryLine>(StringComparer.Ordinal);
        foreach (var part in wanted.Chunk(PeriodsPerQuestion))
        {
            var summaries = await figures.SummariseAsync([.. part.Select(job => new RunPeriod(job.Id, day.From, day.Until))], cancellationToken);
            foreach (var (job, summary) in part.Zip(summaries))
            {
                var skipped = await skips.ReadAsync(job.Id, day.From, day.Until, cancellationToken);
                var scheduler = await queue.Schedulers.GetAsync(job.Id, cancellationToken);
                lines[job.Id] = SummaryMail.Line(job, summary, skipped, scheduler?.Next, day.Zone);
            }
        }

        return lines;
    }

    [LoggerMessage(532, LogLevel.Information, "The summaries of {Day} ({Zone}) are in the queue: {Count} mails.")]
    private static partial void LogMade(ILogger logger, string day, string zone, int count);
}
