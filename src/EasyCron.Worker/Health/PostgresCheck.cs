using EasyCron.Storage;
using EasyCron.Worker.Startup;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Ready means, for another, that PostgreSQL answers and its tables were found to fit.</summary>
internal sealed class PostgresCheck(Database database, DatabaseGate gate) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ServerTimeAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return gate.IsOpen ? HealthCheckResult.Healthy("answers") : HealthCheckResult.Unhealthy("the tables have not been checked yet");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(PostgresFault.Advice(exception) ?? exception.GetBaseException().Message);
        }
    }
}
