using System.Runtime.CompilerServices;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Events;

/// <summary>
/// Reads a queue's event stream over a socket of its own. It always goes on from a concrete position, so that nothing is missed
/// between two reads or while Redis is away; only what the stream itself has dropped by then is lost.
/// </summary>
internal sealed partial class EventStream : IAsyncDisposable
{
    /// <summary>The position before the first entry of any stream.</summary>
    public const string Beginning = "0-0";
    private const int EntriesPerRead = 1000;

    private readonly QueueSession _session;
    private readonly TimeSpan _wait;
    private readonly BlockingConnection _blocking;
    private readonly FaultStreak _faults = new();
    private readonly ILogger _logger;

    public EventStream(QueueSession session, TimeSpan wait)
    {
        _session = session;
        _wait = wait;
        _blocking = session.Connection.OpenBlocking(ClientNames.QueueEvents(session.Keys.Queue), session.Keys.Events);
        _logger = session.Connection.Logging.CreateLogger("EasyCron.BullMq.QueueEvents");
    }

    /// <summary>The position of the newest entry.</summary>
    public static async Task<string> NewestAsync(QueueSession session, CancellationToken cancellationToken)
    {
        var entries = await BackwardsAsync(session, "+", 1, cancellationToken).ConfigureAwait(false);
        return entries.Count == 0 ? Beginning : entries[0].Id;
    }

    /// <summary>Entries from a position back towards the beginning, the newest first.</summary>
    public static async Task<IReadOnlyList<StreamEntry>> BackwardsAsync(QueueSession session, string from, int count, CancellationToken cancellationToken) =>
        StreamReply.Entries(await session.Link.ExecuteAsync("XREVRANGE", [session.Keys.Events, from, "-", "COUNT", count], cancellationToken).ConfigureAwait(false));

    /// <summary>Reads on for ever; while Redis is away it keeps trying.</summary>
    /// <param name="after">The position of the last entry not to read; null for the newest one of now.</param>
    /// <param name="started">Told the position, once it is known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<QueueEvent> ReadAsync(string? after, Action<string>? started, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = after ?? await TryUntilDoneAsync(token => NewestAsync(_session, token), cancellationToken).ConfigureAwait(false);
        started?.Invoke(position);
        while (true)
        {
            foreach (var entry in await TryUntilDoneAsync(token => ReadOnceAsync(position, token), cancellationToken).ConfigureAwait(false))
            {
                position = entry.Id;
                yield return EventParser.Parse(entry);
            }
        }
    }

    public ValueTask DisposeAsync() => _blocking.DisposeAsync();

    private async Task<IReadOnlyList<StreamEntry>> ReadOnceAsync(string position, CancellationToken cancellationToken)
    {
        object[] arguments = ["COUNT", EntriesPerRead, "BLOCK", (long)_wait.TotalMilliseconds, "STREAMS", _session.Keys.Events, position];
        return StreamReply.ReadEntries(await _blocking.BlockAsync("XREAD", arguments, _wait, cancellationToken).ConfigureAwait(false));
    }

    private async Task<T> TryUntilDoneAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var answer = await read(cancellationToken).ConfigureAwait(false);
                _faults.End();
                return answer;
            }
            catch (QueueException exception)
            {
                var wait = _faults.Add(out var isNews);
                if (isNews)
                {
                    LogNotRead(_logger, _session.Keys.Queue.Qualified, exception.Message);
                }

                await Task.Delay(wait, _session.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(50, LogLevel.Warning, "The events of {Queue} cannot be read ({Reason}); trying until they can.")]
    private static partial void LogNotRead(ILogger logger, string queue, string reason);
}
