using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Hosting;

internal sealed partial class WorkerHost
{
    [LoggerMessage(60, LogLevel.Information, "The worker of {Queue} takes jobs, {Concurrency} at once.")]
    private static partial void LogStarted(ILogger logger, string queue, int concurrency);

    [LoggerMessage(61, LogLevel.Information, "The worker of {Queue} stops; {Running} jobs are running.")]
    private static partial void LogStopping(ILogger logger, string queue, int running);

    [LoggerMessage(62, LogLevel.Information, "The worker of {Queue} has stopped.")]
    private static partial void LogStopped(ILogger logger, string queue);
}
