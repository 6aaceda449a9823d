using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Events;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Publishes events of the application's own in a queue's stream, for all who read it.</summary>
public sealed class QueueEventsProducer
{
    private readonly QueueSession _session;

    /// <summary>Creates the handle; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The queue's name is empty or contains a colon.</exception>
    public QueueEventsProducer(string queue, QueueConnection connection, string prefix = QueueName.DefaultPrefix)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _session = new QueueSession(new QueueKeys(new QueueName(queue, prefix)), connection, QueueJson.Default);
    }

    /// <summary>Publishes an event. The stream keeps as many events as the queue's setting says.</summary>
    /// <param name="name">The event's name; not one of BullMQ's own, whose readers would take it for theirs.</param>
    /// <param name="fields">What it tells, as texts; a field named <c>event</c> is not allowed.</param>
    /// <param name="cancellationToken">Cancels the wait; the event may have been published.</param>
    /// <returns>The event's position in the stream.</returns>
    /// <exception cref="ArgumentException">The name or a field is not allowed.</exception>
    public Task<string> PublishAsync(string name, IReadOnlyDictionary<string, string>? fields = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (EventParser.OwnNames.Contains(name))
        {
            throw new ArgumentException($"The event is named \"{name}\", which is one of BullMQ's own; choose another name.", nameof(name));
        }

        if (fields?.ContainsKey("event") == true)
        {
            throw new ArgumentException("A field of the event is named \"event\", under which BullMQ stores the event's name; choose another.", nameof(fields));
        }

        return PublishEvent.RunAsync(_session.Lua, _session.Keys, name, fields ?? new Dictionary<string, string>(), cancellationToken);
    }
}
