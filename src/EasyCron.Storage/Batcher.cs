namespace EasyCron.Storage;

/// <summary>
/// Lets many callers share one statement. The first item goes out at once; those that arrive while it is under way go out together when it is
/// back. So an idle database answers as fast as without it, and a busy one gets fewer, larger statements. Nobody is answered before his own
/// item is done.
/// </summary>
/// <remarks>Nothing runs while nothing waits. What waits is bounded by the callers, each of which waits for its own answer.</remarks>
/// <param name="run">Does a batch and gives an answer for each item, in the order of the items. An exception is every item's answer.</param>
/// <param name="batchSize">The most items of one batch.</param>
/// <param name="alone">Items with an equal key are never in one batch; null is no key.</param>
internal sealed class Batcher<TItem, TAnswer>(
    Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> run,
    int batchSize = Batcher<TItem, TAnswer>.DefaultSize,
    Func<TItem, string?>? alone = null)
{
    internal const int DefaultSize = 100;

    private readonly Lock _gate = new();
    private List<Entry> _waiting = [];
    private bool _running;

    /// <summary>Adds an item and waits for its answer.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Withdraws the item while it waits. Once its batch has begun the answer is awaited, so nobody is left in doubt.</param>
    internal async Task<TAnswer> AddAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new Entry(item);
        var start = false;
        lock (_gate)
        {
            _waiting.Add(entry);
            (start, _running) = (!_running, true);
        }

        if (start)
        {
            // Not on this thread and not in this caller's trace: the batch belongs to all.
            ThreadPool.UnsafeQueueUserWorkItem(static batcher => _ = batcher.RunAsync(), this, preferLocal: false);
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Entry)state!).Withdraw(token), entry).ConfigureAwait(false))
        {
            return await entry.Answer.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await RunAsync(batch).ConfigureAwait(false);
        }
    }

    private static void Answer(List<Entry> batch, IReadOnlyList<TAnswer> answers)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            batch[at].Complete(answers[at]);
        }
    }

    private async Task RunAsync(List<Entry> batch)
    {
        try
        {
            Answer(batch, await run([.. batch.Select(entry => entry.Item)]).ConfigureAwait(false));
        }
        catch (Exception fault) when (batch.Count > 1 && !PostgresFault.IsTransient(fault))
        {
            // One item that the database refuses must not take the others along.
            foreach (var entry in batch)
            {
                await RunAsync([entry]).ConfigureAwait(false);
            }
        }
        catch (Exception fault)
        {
            // Nothing is swallowed: the exception is thrown to each caller.
            batch.ForEach(entry => entry.Fail(fault));
        }
    }

    private List<Entry> TakeBatch()
    {
        var batch = new List<Entry>();
        lock (_gate)
        {
            var left = new List<Entry>();
            var keys = new HashSet<string>();
            foreach (var entry in _waiting)
            {
                var key = alone?.Invoke(entry.Item);
                if (batch.Count == batchSize || (key is not null && keys.Contains(key)))
                {
                    left.Add(entry);
                }
                else if (entry.Take())
                {
                    batch.Add(entry);
                    if (key is not null)
                    {
                        keys.Add(key);
                    }
                }
            }

            _waiting = left;
            _running = batch.Count > 0;
        }

        return batch;
    }

    private sealed class Entry(TItem item)
    {
        private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _decided;

        public TItem Item => item;

        public Task<TAnswer> Answer => _answer.Task;

        /// <summary>Claims the entry for a batch, unless its caller has withdrawn it.</summary>
        public bool Take() => Interlocked.Exchange(ref _decided, 1) == 0;

        public void Withdraw(CancellationToken token)
        {
            if (Take())
            {
                _answer.SetCanceled(token);
            }
        }

        public void Complete(TAnswer answer) => _answer.SetResult(answer);

        public void Fail(Exception fault) => _answer.SetException(fault);
    }
}
