using Microsoft.Extensions.Logging;

namespace EasyCron.Testing.Logging;

/// <summary>A logger that keeps what it is told, for tests that look at it.</summary>
public class ListLogger : ILogger
{
    private readonly List<LogEntry> _entries;
    private readonly string _category;

    /// <summary>Makes a logger with a list of its own.</summary>
    public ListLogger()
        : this([], "")
    {
    }

    internal ListLogger(List<LogEntry> entries, string category)
    {
        _entries = entries;
        _category = category;
    }

    /// <summary>Gets a copy of all entries so far.</summary>
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
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            values[name] = value;
        }

        lock (_entries)
        {
            _entries.Add(new LogEntry(_category, logLevel, eventId, formatter(state, exception), values, exception));
        }
    }
}

/// <summary>A <see cref="ListLogger"/> for classes that take the logger of their own type.</summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class ListLogger<T> : ListLogger, ILogger<T>;
