using System.Net;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>The composition of this folder.</summary>
internal static class NoticeServices
{
    /// <summary>The time for one delivery, from the connection to the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Adds the policy, which hears of runs, and the deliveries, which have a queue of their own.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services, WorkerSettings settings)
    {
        services
            .AddSingleton(settings.Notices)
            .AddSingleton<NoticeMetrics>()
            .AddSingleton<RunSummaries>()
            .AddSingleton(provider => new NoticeQueue(provider.GetRequiredService<QueueConnection>(), settings.Prefix))
            .AddSingleton(provider => new NoticeLedger(provider.GetRequiredService<QueueConnection>(), NoticeName(settings), TimeProvider.System))
            .AddSingleton(provider => new SkipTally(provider.GetRequiredService<QueueConnection>(), NoticeName(settings)))
            .AddSingleton(_ => new ResendClient(ResendHttp(), settings.Notices, TimeProvider.System))
            .AddSingleton(_ => new HookClient(GuardedHttp(settings.Http), settings.Notices, TimeProvider.System))
            .AddSingleton<NoticeProcessor>()
            .AddSingleton<DailySummaries>()
            .AddSingleton<SummaryLoop>()
            .AddHostedService<NoticeService>();
        return settings.Notices.IsOn ? services.AddSingleton<IRunObserver, NoticeObserver>() : services;
    }

    /// <summary>The queue whose name stands in the keys of what notices remember.</summary>
    private static QueueName NoticeName(WorkerSettings settings) => new(NoticeQueue.Name, settings.Prefix);

    /// <summary>Resend's address comes from the operator alone, so it needs no guard, and may be a relay in his network.</summary>
    internal static HttpClient ResendHttp() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    { Timeout = Patience };

    /// <summary>The transport of jobs' requests, guard included.</summary>
    internal static HttpClient GuardedHttp(HttpSettings http) =>
        new(HttpTransport.Create(http, new AddressGuard(http.EgressAllow), trustedRoot: null, reuse: true)) { Timeout = Patience };
}
