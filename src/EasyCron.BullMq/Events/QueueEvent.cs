using System.Globalization;
using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq;

/// <summary>Something that happened in a queue, as its event stream tells it. The kinds are the types derived from this one.</summary>
public abstract record QueueEvent
{
    private protected QueueEvent()
    {
    }

    /// <summary>Its position in the stream, <c>milliseconds-number</c>; reading can go on from there.</summary>
    public required string Position { get; init; }

    /// <summary>When it happened, by the clock of Redis.</summary>
    public DateTimeOffset At => UnixTime.FromMilliseconds(
        long.TryParse(Position.AsSpan(0, Math.Max(Position.IndexOf('-', StringComparison.Ordinal), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var millis) ? millis : 0);
}

/// <summary>The last waiting job was taken, and no other was there when it ended.</summary>
public sealed record QueueDrained : QueueEvent;

/// <summary>The queue was paused for all workers.</summary>
public sealed record QueuePaused : QueueEvent;

/// <summary>The queue was resumed for all workers.</summary>
public sealed record QueueResumed : QueueEvent;

/// <summary>Old jobs were cleaned up.</summary>
/// <param name="Count">How many, also none.</param>
public sealed record QueueCleaned(long Count) : QueueEvent;

/// <summary>An event that somebody published, or of a kind that this version does not know.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its fields, except for the name.</param>
public sealed record CustomEvent(string Name, IReadOnlyDictionary<string, string> Fields) : QueueEvent;
