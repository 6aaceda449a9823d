using EasyCron.Storage;
using EasyCron.Worker.Startup;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Ready means, for another, that PostgreSQL answers and its tables were found to fit.</summary>
internal sealed class PostgresCheck(Database database, DatabaseGate gate) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Describes a fault and what to do.</summary>
    public static string Describe(Exception fault)
    {
        var what = fault is TimeoutException ? "does not answer in time: it may be overloaded, frozen, or the network to it cut" : fault.GetBaseException().Message;
        return PostgresFault.Advice(fault) is { } advice ? $"PostgreSQL: {what}; {advice}" : $"PostgreSQL: {what}";
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ServerTimeAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return gate.IsOpen ? HealthCheckResult.Healthy("answers, and its tables fit") : HealthCheckResult.Unhealthy("PostgreSQL: its tables have not been checked yet");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(Describe(exception));
        }
    }
}
