using System.Collections.Concurrent;
using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Watching a queue's events from its first one, waiting for ends, and publishing events of one's own.</summary>
internal sealed class WatchQuestions(Client client) : IQuestions
{
    private readonly ConcurrentDictionary<QueueName, Lazy<Watch>> _watches = new();

    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["watch"] = question =>
        {
            _ = Of(question);
            return Task.FromResult<object?>(null);
        },
        ["seen"] = question => Task.FromResult<object?>(Of(question).Seen.Select(EventWords.Of)),
        ["waitUntilFinished"] = async question =>
            await Of(question).Events.WaitUntilFinishedAsync<JsonElement?>(question.Text("id"), question.Millis("ttl") ?? TimeSpan.FromSeconds(30)),
        ["unwatch"] = async question =>
        {
            await Of(question).Events.DisposeAsync();
            _watches.TryRemove(new QueueName(question.Queue, question.Prefix), out _);
            return null;
        },
        ["publish"] = async question =>
        {
            var fields = question["fields"]!.AsObject().ToDictionary(one => one.Key, one => (string)one.Value!);
            return await new QueueEventsProducer(question.Queue, client.Connection, question.Prefix).PublishAsync(question.Text("name"), fields);
        },
    };

    private Watch Of(Question question) => _watches.GetOrAdd(
        new QueueName(question.Queue, question.Prefix), name => new Lazy<Watch>(() => new Watch(client, name))).Value;

    private sealed class Watch
    {
        public Watch(Client client, QueueName queue)
        {
            Events = new QueueEvents(queue.Name, client.Connection, new QueueEventsOptions { Prefix = queue.Prefix });
            _ = ReadAsync();
        }

        public QueueEvents Events { get; }

        public ConcurrentQueue<QueueEvent> Seen { get; } = new();

        private async Task ReadAsync()
        {
            try
            {
                await foreach (var happened in Events.ReadAsync("0-0"))
                {
                    Seen.Enqueue(happened);
                }
            }
            catch (OperationCanceledException)
            {
                // The watch was given up.
            }
        }
    }
}
