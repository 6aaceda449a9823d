using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>The composition of this folder.</summary>
internal static class HealthServices
{
    /// <summary>Adds the checks, and the log of their changes.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<RedisProbe>().AddSingleton<IHealthCheckPublisher, HealthLog>();
        services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Period = HealthLog.Period;
            options.Predicate = check => check.Tags.Contains(HealthEndpoints.Ready);
        });
        services.AddHealthChecks()
            .AddCheck<LivenessCheck>("worker", tags: [HealthEndpoints.Live])
            .AddCheck<RedisCheck>("redis", tags: [HealthEndpoints.Ready])
            .AddCheck<PostgresCheck>("postgres", tags: [HealthEndpoints.Ready])
            .AddCheck<ScheduleCheck>("schedules", tags: [HealthEndpoints.Ready])
            .AddCheck<QueueCheck>("queue", tags: [HealthEndpoints.Ready]);
        return services;
    }
}
