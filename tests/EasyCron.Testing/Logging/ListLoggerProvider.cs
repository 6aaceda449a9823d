using Microsoft.Extensions.Logging;

namespace EasyCron.Testing.Logging;

/// <summary>Gives out loggers that all write into one list: <c>builder.Logging.AddProvider(logs)</c>, or <see cref="CreateFactory"/>.</summary>
public sealed class ListLoggerProvider : ILoggerProvider
{
    private readonly List<LogEntry> _entries = [];

    /// <summary>Gets a copy of the entries of all loggers so far, in order.</summary>
    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ListLogger(_entries, categoryName);

    /// <summary>Makes a factory whose loggers, at every level, write into this list.</summary>
    public ILoggerFactory CreateFactory() =>
        LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
