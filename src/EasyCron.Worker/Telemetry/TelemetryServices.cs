using EasyCron.Worker.Health;

namespace EasyCron.Worker.Telemetry;

/// <summary>The composition of this folder.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds what tells the world how the worker does. To be added before what it tells of, so that it ends last.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddSingleton<MetricStore>(_ => new MetricStore())
        .AddSingleton<MetricsEndpoint>()
        .AddHostedService<OtlpExport>();

    /// <summary>Maps <c>/metrics</c>, and begins to count.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<MetricsEndpoint>();
        app.MapGet("/metrics", (CancellationToken cancellationToken) => endpoint.GetAsync(check => check.Tags.Contains(HealthEndpoints.Ready), cancellationToken));
    }
}
