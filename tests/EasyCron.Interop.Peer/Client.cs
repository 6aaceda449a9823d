using System.Collections.Concurrent;
using EasyCron.BullMq;

namespace EasyCron.Interop.Peer;

/// <summary>One connection to Redis, and the queues opened on it.</summary>
internal sealed class Client(string redisUrl) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<QueueName, Queue> _queues = new();

    public QueueConnection Connection { get; } = new(redisUrl);

    public Queue Queue(string prefix, string queue) => _queues.GetOrAdd(
        new QueueName(queue, prefix), name => new Queue(name.Name, Connection, new QueueOptions { Prefix = name.Prefix }));

    /// <summary>The queue that a question names.</summary>
    public Queue Queue(Question question) => Queue(question.Prefix, question.Queue);

    /// <summary>The job that a question names.</summary>
    public async Task<Job> JobAsync(Question question) => await Queue(question).GetJobAsync(question.Text("id"))
        ?? throw new ArgumentException($"There is no job {question.Text("id")} in {question.Prefix}:{question.Queue}.");

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
