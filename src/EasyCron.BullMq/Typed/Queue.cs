namespace EasyCron.BullMq;

/// <summary>A queue whose jobs carry data of one type and return values of another.</summary>
/// <typeparam name="TData">The jobs' data.</typeparam>
/// <typeparam name="TResult">The jobs' return values.</typeparam>
public sealed class Queue<TData, TResult>
{
    /// <summary>Creates the handle; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a colon.</exception>
    public Queue(string name, QueueConnection connection, QueueOptions? options = null)
        : this(new Queue(name, connection, options))
    {
    }

    /// <summary>Types a queue.</summary>
    public Queue(Queue untyped)
    {
        ArgumentNullException.ThrowIfNull(untyped);
        Untyped = untyped;
    }

    /// <summary>The queue without types, where everything else is done with it.</summary>
    public Queue Untyped { get; }

    /// <summary>The queue's name and prefix.</summary>
    public QueueName Name => Untyped.Name;

    /// <inheritdoc cref="Queue.AddAsync"/>
    public Task<AddedJob> AddAsync(string name, TData data, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Untyped.AddSerializedAsync(name, Serialize(data), options, cancellationToken);

    /// <inheritdoc cref="Queue.AddManyAsync"/>
    public Task<IReadOnlyList<AddedJob>> AddManyAsync(IEnumerable<JobToAdd<TData>> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return Untyped.AddManySerializedAsync(jobs.Select(job => (job.Name, Serialize(job.Data), job.Options)), cancellationToken);
    }

    /// <summary>Adds a job, waits until it has ended, and returns its value.</summary>
    /// <param name="events">Reads the events of this queue.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="data">The job's data.</param>
    /// <param name="options">Its options; null for the queue's defaults.</param>
    /// <param name="timeout">How long to wait for its end; may be left out where there is a token that can be cancelled.</param>
    /// <param name="cancellationToken">Cancels the wait; the job goes on.</param>
    /// <inheritdoc cref="QueueEvents.WaitUntilFinishedAsync{T}" path="/exception"/>
    public async Task<TResult?> AddAndWaitAsync(
        QueueEvents events, string name, TData data, JobOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Queue != Name)
        {
            throw new ArgumentException($"The events are those of {events.Queue}, not of {Name}.", nameof(events));
        }

        var added = await AddAsync(name, data, options, cancellationToken).ConfigureAwait(false);
        return await events.WaitUntilFinishedAsync<TResult>(added.Id, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a job; null where there is none.</summary>
    public async Task<Job<TData, TResult>?> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        await Untyped.GetJobAsync(jobId, cancellationToken).ConfigureAwait(false) is { } job ? new Job<TData, TResult>(job) : null;

    private byte[] Serialize(TData data) => QueueJson.Serialize(data, Untyped.Options.Json);
}

/// <summary>One job of a typed bulk add.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Data">Its data.</param>
/// <param name="Options">Its options; null for the queue's defaults.</param>
/// <typeparam name="TData">The job's data.</typeparam>
public sealed record JobToAdd<TData>(string Name, TData Data, JobOptions? Options = null);
