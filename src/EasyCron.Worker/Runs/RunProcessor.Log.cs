using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

internal sealed partial class RunProcessor
{
    [LoggerMessage(200, LogLevel.Information,
        "Run {RunId} of job {JobId} ended {State} ({Trigger}): attempts {Attempts}, status {ExitCode}, {DurationMs:0} ms, started {LatenessMs:0} ms late.")]
    private static partial void LogEnded(
        ILogger logger, string runId, string jobId, RunTrigger trigger, RunState state, int attempts, int? exitCode, double durationMs, double latenessMs);

    [LoggerMessage(201, LogLevel.Debug, "Run {RunId} of job {JobId} ({Trigger}): attempt {Attempt}.")]
    private static partial void LogAttempt(ILogger logger, string runId, string jobId, RunTrigger trigger, int attempt);

    [LoggerMessage(202, LogLevel.Information, "Job {JobId} ({Trigger} of {ScheduledAt:O}) is skipped: {Reason}.")]
    private static partial void LogSkipped(ILogger logger, string jobId, RunTrigger trigger, DateTimeOffset scheduledAt, string reason);

    [LoggerMessage(203, LogLevel.Debug, "Run {RunId} of job {JobId} waits in line at position {Position}.")]
    private static partial void LogQueued(ILogger logger, string runId, string jobId, int position);

    [LoggerMessage(204, LogLevel.Debug, "Run {RunId} of job {JobId} is tried again at {ContinueAt:O}.")]
    private static partial void LogWaiting(ILogger logger, string runId, string jobId, DateTimeOffset continueAt);

    [LoggerMessage(205, LogLevel.Warning, "Run {RunId} of job {JobId} cannot begin, PostgreSQL is away ({Reason}); it waits in the queue.")]
    private static partial void LogOutage(ILogger logger, string runId, string jobId, string reason);

    [LoggerMessage(206, LogLevel.Warning, "The end of run {RunId} cannot be stored yet ({Reason}); trying until it is.")]
    private static partial void LogNotStoredYet(ILogger logger, string runId, string reason);

    [LoggerMessage(207, LogLevel.Information, "Run {RunId} of job {JobId} ended, but the app has deleted its row.")]
    private static partial void LogRowGone(ILogger logger, string runId, string jobId);

    [LoggerMessage(208, LogLevel.Warning, "Job {JobId}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string jobId, string warning);
}
