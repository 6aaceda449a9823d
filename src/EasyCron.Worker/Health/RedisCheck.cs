using EasyCron.BullMq;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Ready means, for one, that Redis answers and takes writes. One that may evict keys is pointed out, but worked with.</summary>
internal sealed class RedisCheck(RedisProbe probe) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var finding = await probe.AskAsync(Patience, cancellationToken);
            return finding.PolicyFault is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy($"answered in {finding.Took.TotalMilliseconds:0.0} ms");
        }
        catch (Exception exception) when (exception is QueueException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"Redis {RedisAdvice.Of(exception)}");
        }
    }
}
