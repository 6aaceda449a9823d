using EasyCron.BullMq;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Schedule;

/// <summary>The composition of this folder.</summary>
internal static class ScheduleServices
{
    /// <summary>Adds the keeper of schedules, its loop, and what they tell: <see cref="KeeperStatus"/>, <see cref="ClockSense"/>, <see cref="ScheduleMetrics"/>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services, WorkerSettings settings) => services
        .AddSingleton<KeeperStatus>()
        .AddSingleton<ClockSense>()
        .AddSingleton<ScheduleMetrics>()
        .AddSingleton(new CatchUpSettings(settings.CatchUp))
        .AddSingleton<CatchUps>()
        .AddSingleton<DeployRuns>()
        .AddSingleton(provider => new KeeperLease(
            provider.GetRequiredService<QueueConnection>(), provider.GetRequiredService<Queue>().Name, $"{settings.WorkerName}:{Guid.NewGuid():N}"))
        .AddSingleton<ScheduleKeeper>()
        .AddSingleton<ScheduleKeeperLoop>();
}
