using EasyCron.BullMq;

namespace EasyCron.Worker.Runs;

/// <summary>
/// Writes and removes the notes of <see cref="RunQueueJobs"/> in few calls: what comes while one is under way goes out together in the next. Nobody waits for a removal;
/// it goes out with the next note, or after a moment.
/// </summary>
internal sealed partial class RunNotes(QueueConnection connection, TimeProvider clock, ILogger<RunNotes> logger) : IAsyncDisposable
{
    private const int MostPerCall = 200;

    // Refreshed by every delivery of the request; the longest silence in between is a wait for the next attempt.
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly RedisScript Write = new(
        "writeNotesOfRuns",
        """
        for i, key in ipairs(KEYS) do
          if ARGV[i + 1] == '' then
            redis.call('DEL', key)
          else
            redis.call('SET', key, ARGV[i + 1], 'EX', ARGV[1])
          end
        end
        return 1
        """);

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _waiting = new();
    private int _awaited;
    private bool _isSending;
    private ITimer? _timer;

    /// <summary>Writes a note and waits until it is written.</summary>
    /// <exception cref="QueueException">It could not be written.</exception>
    public Task WriteAsync(string key, string text, CancellationToken cancellationToken)
    {
        var entry = new Entry(key, text);
        Add(entry);
        return entry.Written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Removes a note by and by. Where that does not come to pass, it goes when its time is over.</summary>
    public void Remove(string key) => Add(new Entry(key, Text: ""));

    /// <summary>Sends what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is { } timer)
        {
            await timer.DisposeAsync();
        }

        await SendAsync(isTime: true).WaitAsync(Moment, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Add(Entry entry)
    {
        lock (_gate)
        {
            _waiting.Enqueue(entry);
            _awaited += entry.IsAwaited ? 1 : 0;
        }

        _ = SendAsync(isTime: false);
    }

    /// <summary>Sends until nothing waits that cannot wait longer.</summary>
    /// <param name="isTime">Whether removals go out though nobody waits for anything.</param>
    private async Task SendAsync(bool isTime)
    {
        lock (_gate)
        {
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        while (Take(isTime) is { Count: > 0 } batch)
        {
            await SendAsync(batch);
        }
    }

    private List<Entry> Take(bool isTime)
    {
        var batch = new List<Entry>();
        lock (_gate)
        {
            if (isTime || _awaited > 0 || _waiting.Count >= MostPerCall)
            {
                while (batch.Count < MostPerCall && _waiting.TryDequeue(out var entry))
                {
                    batch.Add(entry);
                    _awaited -= entry.IsAwaited ? 1 : 0;
                }
            }

            _isSending = batch.Count > 0;
            if (!_isSending && _waiting.Count > 0)
            {
                _timer ??= clock.CreateTimer(static notes => _ = ((RunNotes)notes!).SendAsync(isTime: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Moment, Timeout.InfiniteTimeSpan);
            }
        }

        return batch;
    }

    private async Task SendAsync(List<Entry> batch)
    {
        try
        {
            // In their order: a note may follow the removal of the same.
            await connection.RunAsync(Write, batch.ConvertAll(entry => entry.Key), [(long)Keep.TotalSeconds, .. batch.Select(entry => entry.Text)], CancellationToken.None);
            batch.ForEach(entry => entry.Written.TrySetResult());
        }
#pragma warning disable CA1031 // Nothing is swallowed: whatever it is, each caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotWritten(logger, batch.Count, exception.Message);
            foreach (var entry in batch.Where(entry => entry.IsAwaited))
            {
                entry.Written.TrySetException(exception);
            }
        }
    }

    [LoggerMessage(228, LogLevel.Debug, "{Count} notes of runs could not be written or removed: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, int count, string reason);

    private sealed record Entry(string Key, string Text)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAwaited => Text.Length > 0;
    }
}
