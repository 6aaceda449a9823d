namespace EasyCron.Worker.Http;

internal sealed partial class HttpRequestSender
{
    // Neither message nor URL: both may hold what the user or the target keeps secret.
    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "Run {RunId}: {ExceptionType} while talking to the target is a fault of the worker's own; the attempt counts as failed.\n{StackTrace}")]
    private partial void LogUnexpected(string runId, string exceptionType, string? stackTrace);
}
