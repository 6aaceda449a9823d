using EasyCron.Storage;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Runs;

/// <summary>The composition of this folder, in the order a request meets it.</summary>
internal static class RunServices
{
    /// <summary>Adds the running of jobs.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, WorkerSettings settings) => services
        .AddSingleton<StatementRetry>()
        .AddSingleton<RunMetrics>()
        .AddSingleton<JobCache>()
        .AddSingleton<RunNotes>()
        .AddSingleton<RunQueueJobs>()
        .AddSingleton<RunBeginning>()
        .AddSingleton<RunAttempts>()
        .AddSingleton<RunCourse>()
        .AddSingleton<FailSafe>()
        .AddSingleton<WaitingLine>()
        .AddSingleton<RunEnding>()
        .AddSingleton<LostRunEnding>()
        .AddSingleton(provider => new TeamSlots(provider.GetRequiredService<JobRepository>(), settings.Concurrency, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<RunProcessor>();
}
