using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Says in the log when a readiness check changes, once for each change, whether or not anybody asks for it.</summary>
/// <remarks>A worker that has just started is not ready either, without a fault: of what only waits for its first time (<see cref="StartingKey"/>) it says nothing for a minute.</remarks>
internal sealed partial class HealthLog(TimeProvider clock, ILogger<HealthLog> logger) : IHealthCheckPublisher
{
    /// <summary>In a check's data: nothing has failed, the first time is still to come.</summary>
    public const string StartingKey = "starting";

    /// <summary>How often the checks are made.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StartingTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, HealthStatus> _last = new();
    private readonly long _startedAt = clock.GetTimestamp();

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            if (entry.Data.ContainsKey(StartingKey) && clock.GetElapsedTime(_startedAt) < StartingTime)
            {
                continue;
            }

            var before = _last.GetValueOrDefault(name, HealthStatus.Healthy);
            _last[name] = entry.Status;
            if (entry.Status == before)
            {
                continue;
            }

            switch (entry.Status)
            {
                case HealthStatus.Unhealthy:
                    LogUnhealthy(name, entry.Description);
                    break;
                case HealthStatus.Degraded:
                    LogDegraded(name, entry.Description);
                    break;
                default:
                    LogHealthy(name);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(610, LogLevel.Error, "Not ready, {Check}: {Detail}.")]
    private partial void LogUnhealthy(string check, string? detail);

    [LoggerMessage(611, LogLevel.Warning, "{Check}: {Detail}.")]
    private partial void LogDegraded(string check, string? detail);

    [LoggerMessage(612, LogLevel.Information, "{Check} is well again.")]
    private partial void LogHealthy(string check);
}
