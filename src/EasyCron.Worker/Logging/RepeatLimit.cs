using System.Collections.Frozen;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace EasyCron.Worker.Logging;

/// <summary>
/// Keeps an outage from filling the log: of the lines that every waiting job writes while a store is away, the first few of each kind are passed on,
/// and the rest are counted and told in one line. What is said of one run or one job and nowhere else is never left out.
/// </summary>
/// <param name="log">Where lines go.</param>
/// <param name="clock">Measures the window.</param>
internal sealed class RepeatLimit(ILogEventSink log, TimeProvider clock) : ILogEventSink, IDisposable
{
    /// <summary>So many lines of a kind are passed on in one window.</summary>
    public const int MostPerWindow = 5;

    /// <summary>How long lines of a kind are counted, from the first one on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // "Not yet, trying again", by event id: a result (26), a late lock (33), a queue job (206), a row (220), a notice (502).
    private static readonly FrozenSet<int> Repeating = new[] { 26, 33, 206, 220, 502 }.ToFrozenSet();

    private static readonly MessageTemplate Summary = new MessageTemplateParser().Parse("{Count} more lines of this kind were left out in {Seconds} s: {Kind}");

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Tally> _open = [];

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (RepeatingId(logEvent) is not { } id || IsAmongTheFirst(id, logEvent))
        {
            log.Emit(logEvent);
        }
    }

    /// <summary>Tells what is still untold, and closes the log.</summary>
    public void Dispose()
    {
        int[] open;
        lock (_gate)
        {
            open = [.. _open.Keys];
        }

        foreach (var id in open)
        {
            Close(id);
        }

        (log as IDisposable)?.Dispose();
    }

    private static int? RepeatingId(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category } && category.StartsWith("EasyCron.", StringComparison.Ordinal)
        && logEvent.Properties.TryGetValue("EventId", out var eventId)
        && eventId is StructureValue structure
        && structure.Properties.FirstOrDefault(property => property.Name == "Id")?.Value is ScalarValue { Value: int id }
        && Repeating.Contains(id) ? id : null;

    private bool IsAmongTheFirst(int id, LogEvent logEvent)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var tally))
            {
                _open[id] = new Tally(logEvent, clock.CreateTimer(_ => Close(id), null, Window, Timeout.InfiniteTimeSpan));
                return true;
            }

            return ++tally.Count <= MostPerWindow;
        }
    }

    private void Close(int id)
    {
        Tally? tally;
        lock (_gate)
        {
            if (!_open.Remove(id, out tally))
            {
                return;
            }
        }

        tally.End.Dispose();
        var first = tally.First;
        if (tally.Count > MostPerWindow)
        {
            log.Emit(new LogEvent(clock.GetLocalNow(), first.Level, exception: null, Summary, [
                new LogEventProperty("Count", new ScalarValue(tally.Count - MostPerWindow)),
                new LogEventProperty("Seconds", new ScalarValue(Window.TotalSeconds)),
                new LogEventProperty("Kind", new ScalarValue(first.MessageTemplate.Text)),
                new LogEventProperty("EventId", first.Properties["EventId"]),
                new LogEventProperty(Constants.SourceContextPropertyName, first.Properties[Constants.SourceContextPropertyName]),
            ]));
        }
    }

    private sealed class Tally(LogEvent first, ITimer end)
    {
        public LogEvent First { get; } = first;

        public ITimer End { get; } = end;

        public int Count { get; set; } = 1;
    }
}
