using EasyCron.BullMq;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>Delivers one notice of the queue. Which sender, which key and which addresses are used is decided here, so that a setting put right helps what waits already.</summary>
internal sealed partial class NoticeProcessor(ResendClient resend, HookClient hooks, NoticeSettings settings, NoticeMetrics metrics, ILogger<NoticeProcessor> logger)
{
    // Asks other programs not to answer: no out-of-office replies (RFC 3834).
    private static readonly IReadOnlyDictionary<string, string> Headers = new Dictionary<string, string> { ["Auto-Submitted"] = "auto-generated" };

    /// <summary>Delivers.</summary>
    public async ValueTask<JobOutcome> ProcessAsync(JobContext job, CancellationToken cancellationToken)
    {
        var notice = job.GetData<Notice>() ?? throw new UnrecoverableException("The queue job holds no notice.");
        if (settings.DryRun)
        {
            LogDryRun(logger, notice.Kind, notice.Channel, notice.About, notice.RunId, notice.Subject);
            metrics.Delivered(notice.Channel, "dry_run");
            return JobOutcome.Completed("dry run");
        }

        var delivery = notice.Channel == NoticeChannel.Mail
            ? await MailAsync(notice, job.Id, cancellationToken)
            : await hooks.SendAsync(notice, job.Id, cancellationToken);
        switch (delivery)
        {
            case Delivery.Accepted(var detail):
                LogDelivered(logger, notice.Kind, notice.Channel, notice.About, notice.RunId, detail);
                metrics.Delivered(notice.Channel, "delivered");
                return JobOutcome.Completed(detail);
            case Delivery.Refused(var reason):
                metrics.Delivered(notice.Channel, "refused");
                return JobOutcome.Failed(new UnrecoverableException(reason));
            case Delivery.NeedsRepair(var reason):
                metrics.Delivered(notice.Channel, "needs_repair");
                return JobOutcome.Failed(new UndeliveredException(delivery, reason));
            case Delivery.Later(var reason, _):
                metrics.Delivered(notice.Channel, "later");
                return JobOutcome.Failed(new UndeliveredException(delivery, reason));
            default:
                throw new InvalidOperationException($"A delivery that is not known here: {delivery}.");
        }
    }

    /// <summary>The wait before the next try.</summary>
    public static ValueTask<TimeSpan?> WaitAsync(BackoffRequest request)
    {
        var delivery = request.Error is UndeliveredException undelivered ? undelivered.Delivery : new Delivery.Later(request.Error.Message);
#pragma warning disable CA5394 // Jitter spreads load; nothing depends on its being unpredictable.
        return ValueTask.FromResult<TimeSpan?>(NoticeBackoff.Wait(request.AttemptsMade, delivery, Random.Shared.NextDouble()));
#pragma warning restore CA5394
    }

    /// <summary>Logs a failed try.</summary>
    public ValueTask ReportAsync(JobFailure failure)
    {
        var (id, reason) = (failure.Job.Id, failure.Error.Message);
        if (failure.RetryAfter is not { } wait)
        {
            LogGivenUp(logger, id, reason);
        }
        else if (failure.Error is UndeliveredException { Delivery: Delivery.NeedsRepair })
        {
            LogNeedsRepair(logger, id, reason, wait);
        }
        else
        {
            LogLater(logger, id, reason, wait);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<Delivery> MailAsync(Notice notice, string key, CancellationToken cancellationToken)
    {
        if (settings.ResendApiKey is null || settings.From is not { } from || notice is not { To: { } to, Subject: { } subject })
        {
            return new Delivery.NeedsRepair("RESEND_API_KEY is not set any more, but mails lie in the queue");
        }

        var mail = new Mail
        {
            From = from,
            To = [settings.TestAddress ?? to],
            Subject = settings.TestAddress is null ? subject : MailText.Subject($"[TEST for {to}] {subject}"),
            Html = notice.Html,
            Text = notice.Text,
            Headers = Headers,
        };
        return await resend.SendAsync(mail, key, cancellationToken);
    }

    [LoggerMessage(500, LogLevel.Information, "Dry run: the {Kind} notice by {Channel} about {About} (run {RunId}) is not sent. Its subject: {Subject}")]
    private static partial void LogDryRun(ILogger logger, string kind, NoticeChannel channel, string about, string? runId, string? subject);

    [LoggerMessage(501, LogLevel.Information, "Delivered the {Kind} notice by {Channel} about {About} (run {RunId}): {Detail}.")]
    private static partial void LogDelivered(ILogger logger, string kind, NoticeChannel channel, string about, string? runId, string detail);

    [LoggerMessage(502, LogLevel.Warning, "Notice {NoticeId} is not delivered yet ({Reason}); the next try is in {Wait}.")]
    private static partial void LogLater(ILogger logger, string noticeId, string reason, TimeSpan wait);

    [LoggerMessage(503, LogLevel.Error, "Notice {NoticeId} cannot be delivered until somebody puts this right: {Reason}. The next try is in {Wait}.")]
    private static partial void LogNeedsRepair(ILogger logger, string noticeId, string reason, TimeSpan wait);

    [LoggerMessage(504, LogLevel.Error, "Notice {NoticeId} is given up: {Reason}. It is kept among the failed jobs of the queue easycron-notices.")]
    private static partial void LogGivenUp(ILogger logger, string noticeId, string reason);
}
