using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>
/// Hears how runs ended and puts into the queue what is to be told. Deciding, queueing and noting that it is queued are three steps; a worker that dies between them
/// is followed by a redelivery of the run, which goes through them again and makes nothing twice.
/// </summary>
internal sealed partial class NoticeObserver(
    NoticeLedger ledger, NoticeQueue notices, SkipTally skips, JobRunRepository runs, Queue jobs, NoticeSettings settings, NoticeMetrics metrics, ILogger<NoticeObserver> logger)
    : IRunObserver
{
    /// <inheritdoc/>
    public async Task EndedAsync(EndedRun run, CancellationToken cancellationToken)
    {
        var recipients = MailRecipients.Read(run.Job.NotificationRecipients);
        if (!IsHeard(recipients))
        {
            LogWarnings(run.Job, recipients.Warnings);
            return;
        }

        var rule = NoticeRule.From(run.Job);
        var end = new NoticeEnd(run.Run.State == RunState.Ok, run.Run.ExitCode, run.DisabledJob);
        if (!rule.LooksBack && !end.DisabledJob && !rule.Wants(end.IsGood, end.ExitCode, null))
        {
            metrics.Decided(NoticeVerdict.NotWanted);
            return;
        }

        var decision = await ledger.DecideAsync(run.Job.Id, run.Run.Id, rule, end, () => WasGoodAsync(run.Run, cancellationToken), cancellationToken);
        metrics.Decided(decision.Verdict);
        if (decision.Verdict != NoticeVerdict.Tell)
        {
            LogNoNotice(logger, run.Run.Id, run.Job.Id, decision.Verdict);
            return;
        }

        List<FieldFault> warnings = [.. rule.Warnings, .. recipients.Warnings];
        var rows = run.Job.NotificationIncludeLogs ? await AttemptRowsAsync(run.QueueJobId, cancellationToken) : [];
        var report = RunReport.Write(run, decision, rule.Zone, rows, warnings);
        LogWarnings(run.Job, warnings);
        var addressed = RunNotices.Address(report, recipients.Addresses, settings);
        await notices.AddAsync(addressed, cancellationToken);
        await ledger.SettleAsync(run.Run.Id, cancellationToken);
        LogQueued(logger, run.Run.Id, run.Job.Id, decision.Kind, addressed.Count);
    }

    /// <inheritdoc/>
    public Task SkippedAsync(SkippedRun skipped, CancellationToken cancellationToken) =>
        settings.SendsMail ? skips.CountAsync(skipped, cancellationToken) : Task.CompletedTask;

    private bool IsHeard(MailRecipients recipients) =>
        (settings.SendsMail && recipients.Addresses.Count > 0) || settings.WebhookUrl is not null || settings.SlackUrl is not null || settings.DiscordUrl is not null;

    private async Task<bool?> WasGoodAsync(JobRun run, CancellationToken cancellationToken) =>
        await runs.LastFinishedBeforeAsync(run.JobId, run.Id, run.StartedAt, cancellationToken) is { } before ? before.State == RunState.Ok : null;

    private async Task<IReadOnlyList<string>> AttemptRowsAsync(string queueJobId, CancellationToken cancellationToken) =>
        await jobs.GetJobAsync(queueJobId, cancellationToken) is { } queueJob
            ? [.. (await queueJob.LogRowsAsync(0, AttemptNote.Most - 1, newestFirst: true, cancellationToken)).Rows.Reverse()]
            : [];

    private void LogWarnings(CronJob job, IReadOnlyList<FieldFault> warnings)
    {
        foreach (var warning in warnings)
        {
            LogWarning(logger, job.Id, warning.ToString());
        }
    }

    [LoggerMessage(510, LogLevel.Debug, "Run {RunId} of job {JobId} is not told of: {Verdict}.")]
    private static partial void LogNoNotice(ILogger logger, string runId, string jobId, NoticeVerdict verdict);

    [LoggerMessage(511, LogLevel.Information, "Run {RunId} of job {JobId}: a {Kind} notice to {Count} receivers is in the queue.")]
    private static partial void LogQueued(ILogger logger, string runId, string jobId, NoticeKind kind, int count);

    [LoggerMessage(512, LogLevel.Warning, "Job {JobId}: {Warning}.")]
    private static partial void LogWarning(ILogger logger, string jobId, string warning);
}
