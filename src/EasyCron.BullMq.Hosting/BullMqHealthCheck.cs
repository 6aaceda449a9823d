using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.BullMq.Hosting;

/// <summary>Healthy means that Redis answers and that the loops of the host's workers turn.</summary>
internal sealed class BullMqHealthCheck(QueueConnection connection, IEnumerable<WorkerRegistration> workers, IServiceProvider provider) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var worker in workers.Select(worker => provider.GetRequiredKeyedService<Worker>(worker.Queue)).Where(worker => worker.IsRunning))
        {
            // An idle loop turns once per wait and command; thrice that is no delay but a standstill.
            var idle = worker.SinceLastTurn;
            if (idle > 3 * (worker.Options.DrainDelay + worker.Options.MaximumRateLimitDelay + connection.Options.CommandTimeout))
            {
                return Failed($"The worker of {worker.Queue} has not looked for jobs for {idle.TotalSeconds:0} s.");
            }
        }

        try
        {
            var took = await connection.PingAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"Redis answered in {took.TotalMilliseconds:0.0} ms.");
        }
        catch (QueueException exception)
        {
            return Failed(exception.Message);
        }

        HealthCheckResult Failed(string reason) => new(context.Registration.FailureStatus, reason);
    }
}
