using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Redis;

internal sealed partial class RedisLink
{
    [LoggerMessage(1, LogLevel.Warning, "Redis at {Address} is not reachable ({Reason}); trying again until it is.")]
    private static partial void LogAway(ILogger logger, string address, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis at {Address} is reachable again.")]
    private static partial void LogBack(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Warning, "The socket to Redis at {Address} no longer answers; dialling a new one.")]
    private static partial void LogDeadSocket(ILogger logger, string address);

    [LoggerMessage(4, LogLevel.Debug, "Closing a Redis socket failed: {Reason}.")]
    private static partial void LogCloseFailed(ILogger logger, string reason);
}
