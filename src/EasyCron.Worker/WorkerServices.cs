using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Health;
using EasyCron.Worker.Http;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Startup;
using EasyCron.Worker.Telemetry;
using EasyCron.Worker.Upkeep;

namespace EasyCron.Worker;

/// <summary>The whole composition, in the order a job meets it.</summary>
internal static class WorkerServices
{
    /// <summary>What stopping may take beyond the grace of running requests: giving jobs back, closing connections.</summary>
    private static readonly TimeSpan Epilogue = TimeSpan.FromSeconds(10);

    public static void AddWorker(this IServiceCollection services, WorkerSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(settings.Http).AddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownGrace + Epilogue);

        services.AddTelemetry();
        services.AddSingleton(_ => new Database(settings.Postgres));
        services.AddSingleton<SchemaCheck>().AddSingleton<JobRepository>().AddSingleton<JobRunRepository>().AddSingleton<RunUpkeep>();
        services.AddSingleton(provider => new RunWriter(provider.GetRequiredService<Database>(), settings.QueueLimit));

        services.AddSingleton(provider => new QueueConnection(settings.Redis with { Logging = provider.GetRequiredService<ILoggerFactory>() }));
        services.AddSingleton(provider => new Queue(settings.JobsQueue, provider.GetRequiredService<QueueConnection>(), new QueueOptions { Prefix = settings.Prefix, Json = JobsQueueJson.Conventions }));

        services.AddSchedules(settings);

        services.AddSingleton(provider => new HttpRequestSender(settings.Http, TimeProvider.System, provider.GetRequiredService<ILogger<HttpRequestSender>>()));
        services.AddRuns(settings);
        services.AddSingleton<LostRunFinder>().AddSingleton<UpkeepLoop>();
        services.AddSingleton(CreateWorker);

        services.AddNotices(settings);

        services.AddSingleton<WorkerRun>().AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<WorkerRun>());
        services.AddSingleton<DatabaseGate>().AddHostedService<WorkerService>();
        services.AddSingleton<RunRetention>().AddHostedService<RunTrimmer>();
        services.AddHealth();
    }

    private static BullMq.Worker CreateWorker(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<WorkerSettings>();
        var processor = provider.GetRequiredService<RunProcessor>();
        return new BullMq.Worker(settings.JobsQueue, provider.GetRequiredService<QueueConnection>(), processor.ProcessAsync, new WorkerOptions
        {
            Prefix = settings.Prefix,
            Json = JobsQueueJson.Conventions,
            Name = settings.WorkerName,
            Concurrency = settings.Concurrency,
            ShutdownTimeout = settings.ShutdownGrace,
            LockDuration = settings.LockDuration,
            StalledInterval = settings.LockDuration / 6,
            RemoveOnComplete = settings.KeepCompleted,
            RemoveOnFail = settings.KeepFailed,

            // What becomes of a job that keeps losing its workers is decided where its run can be ended properly.
            MaxStalledCount = int.MaxValue,
        });
    }
}
