using Microsoft.Extensions.Logging;

namespace EasyCron.Testing.Logging;

/// <summary>A message as a logger received it.</summary>
/// <param name="Category">The logger's name.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="EventId">The number and name of the message.</param>
/// <param name="Message">The text with its values filled in.</param>
/// <param name="Values">The values by the names of their placeholders.</param>
/// <param name="Exception">What was thrown, if anything.</param>
public sealed record LogEntry(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    IReadOnlyDictionary<string, object?> Values,
    Exception? Exception);
