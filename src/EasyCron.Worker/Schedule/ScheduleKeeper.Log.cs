namespace EasyCron.Worker.Schedule;

internal sealed partial class ScheduleKeeper
{
    [LoggerMessage(300, LogLevel.Information, "Schedules: {Added} added, {Updated} updated, {Removed} removed, {CaughtUp} missed runs made good for; {Jobs} jobs are enabled.")]
    private partial void LogChanged(int added, int updated, int removed, int caughtUp, int jobs);

    [LoggerMessage(301, LogLevel.Warning, "Schedules: {Count} repaired in Redis, {Kind} ({Examples}).")]
    private partial void LogRepaired(int count, string kind, string examples);

    [LoggerMessage(302, LogLevel.Warning, "Job {JobId} is not scheduled: {Reason}")]
    private partial void LogQuarantined(string jobId, string reason);

    [LoggerMessage(303, LogLevel.Information, "Job {JobId}: its schedule is understood again.")]
    private partial void LogUnderstood(string jobId);

    [LoggerMessage(304, LogLevel.Warning, "Job {JobId}: {Warning}")]
    private partial void LogIgnored(string jobId, string warning);

    [LoggerMessage(306, LogLevel.Information, "Job {JobId} runs {Times}.")]
    private partial void LogNext(string jobId, string times);
}
