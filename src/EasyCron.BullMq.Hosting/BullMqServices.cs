using EasyCron.BullMq;
using EasyCron.BullMq.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Brings BullMQ queues and workers into a host.</summary>
public static class BullMqServices
{
    /// <summary>
    /// Adds one connection to Redis, and a <see cref="FlowProducer"/>, for all queues and workers that the returned builder adds. Settings
    /// come from the configuration section <c>BullMq</c>, then from <paramref name="configure"/>; a bad one keeps the host from starting.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Has the last word on the settings.</param>
    public static BullMqBuilder AddBullMq(this IServiceCollection services, Action<BullMqOptions>? configure = null)
    {
        var options = services.AddOptions<BullMqOptions>().BindConfiguration(BullMqOptions.Section).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BullMqOptions>, BullMqOptionsCheck>());
        services.TryAddSingleton(Connect);
        services.TryAddSingleton(provider => new FlowProducer(
            provider.GetRequiredService<QueueConnection>(), new FlowProducerOptions { Prefix = PrefixOf(provider) }));
        return new BullMqBuilder(services);
    }

    internal static string PrefixOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<BullMqOptions>>().Value.Prefix;

    private static QueueConnection Connect(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<BullMqOptions>>().Value;
        var connection = QueueConnectionOptions.Parse(options.Url) with
        {
            CommandTimeout = options.CommandTimeout,
            Logging = provider.GetRequiredService<ILoggerFactory>(),
            Clock = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        };
        return new QueueConnection(options.Connection?.Invoke(connection) ?? connection);
    }
}
