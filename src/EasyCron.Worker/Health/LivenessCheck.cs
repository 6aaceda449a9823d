using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Alive means that the fetching loop turns. Redis or PostgreSQL being away does not make a worker dead: restarting it would not bring them back.</summary>
internal sealed class LivenessCheck(BullMq.Worker worker) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var idle = worker.SinceLastTurn;
        return Task.FromResult(!worker.IsRunning || idle < Longest
            ? HealthCheckResult.Healthy("the loops turn")
            : HealthCheckResult.Unhealthy($"the fetching loop has not turned for {idle.TotalSeconds:0} s"));
    }
}
