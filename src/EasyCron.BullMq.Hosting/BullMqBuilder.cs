using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EasyCron.BullMq.Hosting;

/// <summary>Adds queues and workers that share the host's connection to Redis.</summary>
public sealed class BullMqBuilder
{
    internal BullMqBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a <see cref="Queue"/> under the key <paramref name="queue"/>.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="configure">Changes its options; the prefix is the host's.</param>
    public BullMqBuilder AddQueue(string queue, Func<QueueOptions, QueueOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        Services.AddKeyedSingleton(queue, (provider, _) =>
        {
            var options = new QueueOptions { Prefix = BullMqServices.PrefixOf(provider) };
            return new Queue(queue, provider.GetRequiredService<QueueConnection>(), configure?.Invoke(options) ?? options);
        });
        return this;
    }

    /// <summary>Adds a <see cref="Queue{TData, TResult}"/>, also under the key <paramref name="queue"/>, and the <see cref="Queue"/> under it.</summary>
    /// <inheritdoc cref="AddQueue(string, Func{QueueOptions, QueueOptions}?)"/>
    /// <typeparam name="TData">The jobs' data.</typeparam>
    /// <typeparam name="TResult">The jobs' return values.</typeparam>
    /// <remarks>Without the key, the queue of these types that was added last is meant.</remarks>
    public BullMqBuilder AddQueue<TData, TResult>(string queue, Func<QueueOptions, QueueOptions>? configure = null)
    {
        AddQueue(queue, configure);
        Services.AddKeyedSingleton(queue, (provider, _) => new Queue<TData, TResult>(provider.GetRequiredKeyedService<Queue>(queue)));
        Services.AddSingleton(provider => provider.GetRequiredKeyedService<Queue<TData, TResult>>(queue));
        return this;
    }

    /// <summary>Adds a typed queue whose jobs return nothing that anybody reads.</summary>
    /// <inheritdoc cref="AddQueue{TData, TResult}(string, Func{QueueOptions, QueueOptions}?)"/>
    public BullMqBuilder AddQueue<TData>(string queue, Func<QueueOptions, QueueOptions>? configure = null) => AddQueue<TData, object?>(queue, configure);

    /// <summary>Adds a <see cref="QueueEvents"/> under the key <paramref name="queue"/>.</summary>
    public BullMqBuilder AddQueueEvents(string queue)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        Services.AddKeyedSingleton(queue, (provider, _) => new QueueEvents(
            queue, provider.GetRequiredService<QueueConnection>(), new QueueEventsOptions { Prefix = BullMqServices.PrefixOf(provider) }));
        return this;
    }

    /// <summary>
    /// Adds a worker that starts once the host has, and stops with it. Each job gets a service scope and a <typeparamref name="TProcessor"/> of
    /// its own. Options come from the configuration section <c>BullMq:Workers:<paramref name="queue"/></c>, then from <paramref name="configure"/>.
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="configure">Has the last word on the options; the prefix is the host's.</param>
    /// <typeparam name="TProcessor">Does the jobs' work: implements <see cref="IJobProcessor{TData, TResult}"/> for one pair of types.</typeparam>
    /// <exception cref="ArgumentException">The type is no processor, or several; or the queue has a worker in this host already.</exception>
    /// <remarks>
    /// While the host stops, running jobs have <see cref="WorkerOptions.ShutdownTimeout"/>, 25 seconds; give the host itself more than that
    /// (<c>HostOptions.ShutdownTimeout</c>, 30 seconds).
    /// </remarks>
    public BullMqBuilder AddWorker<TProcessor>(string queue, Func<WorkerOptions, WorkerOptions>? configure = null)
        where TProcessor : class
    {
        Services.TryAddScoped<TProcessor>();
        return AddWorker(queue, ScopedProcessor.MakerOf<TProcessor>(), configure);
    }

    /// <summary>Adds a worker with a processor of any kind.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="processor">Makes the processor, once.</param>
    /// <param name="configure">Has the last word on the options; the prefix is the host's.</param>
    /// <exception cref="ArgumentException">The queue has a worker in this host already.</exception>
    /// <inheritdoc cref="AddWorker{TProcessor}" path="/remarks"/>
    public BullMqBuilder AddWorker(string queue, Func<IServiceProvider, JobProcessor> processor, Func<WorkerOptions, WorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        return AddWorker(
            queue, (provider, name, connection, options) => new Worker(name, connection, processor(provider), options), configure);
    }

    /// <summary>Adds a health check over Redis and the host's workers.</summary>
    /// <param name="name">What the check is called.</param>
    /// <param name="tags">By which endpoints choose checks, such as <c>ready</c>.</param>
    public BullMqBuilder AddHealthCheck(string name = "bullmq", params IEnumerable<string> tags)
    {
        Services.AddHealthChecks().AddCheck<BullMqHealthCheck>(name, tags: tags);
        return this;
    }

    private BullMqBuilder AddWorker(string queue, WorkerMaker make, Func<WorkerOptions, WorkerOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        if (Services.Any(service => service.ImplementationInstance is WorkerRegistration other && other.Queue == queue))
        {
            throw new ArgumentException($"The queue {queue} has a worker in this host already; raise its concurrency instead.", nameof(queue));
        }

        Services.AddSingleton(new WorkerRegistration(queue, configure));
        Services.TryAddSingleton<IOptionsFactory<WorkerOptions>, WorkerOptionsFactory>();
        Services.AddOptions<WorkerOptions>(queue).ValidateOnStart();
        Services.AddKeyedSingleton(queue, (provider, _) => make(
            provider, queue, provider.GetRequiredService<QueueConnection>(), provider.GetRequiredService<IOptionsMonitor<WorkerOptions>>().Get(queue)));
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkerHost>());
        return this;
    }
}
