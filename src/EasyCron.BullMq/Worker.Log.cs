using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq;

public sealed partial class Worker
{
    [LoggerMessage(36, LogLevel.Error, "A loop of the worker of {Queue} met an unexpected fault and goes on.")]
    private static partial void LogLoopFault(ILogger logger, Exception exception, string queue);

    [LoggerMessage(37, LogLevel.Warning, "{Count} jobs of {Queue} did not end when told to; they go back to the line.")]
    private static partial void LogAbandoned(ILogger logger, int count, string queue);

    [LoggerMessage(38, LogLevel.Warning, "Job {JobId} could not be given back ({Reason}); it is run again when its lock has run out.")]
    private static partial void LogNotGivenBack(ILogger logger, string jobId, string reason);
}
