using EasyCron.BullMq;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Tells when jobs wait longer than they should. A worker that is late is still wanted, so this never makes it unready.</summary>
internal sealed class QueueCheck(Queue queue) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var isPaused = await queue.Inspect.IsPausedAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            var overdue = await queue.Inspect.OverdueAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return isPaused ? HealthCheckResult.Degraded("the queue is paused: nothing runs until it is resumed")
                : overdue > Late ? HealthCheckResult.Degraded($"the earliest job has been due for {overdue.Value.TotalSeconds:0} s: start more workers or raise WORKER_CONCURRENCY")
                : HealthCheckResult.Healthy("nothing is late");
        }
        catch (Exception exception) when (exception is QueueException or TimeoutException)
        {
            return HealthCheckResult.Degraded($"cannot be read: Redis {RedisAdvice.Of(exception)}");
        }
    }
}
