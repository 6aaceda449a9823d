namespace EasyCron.BullMq.Working;

/// <summary>Counts the jobs in progress against a limit that may change while they run.</summary>
internal sealed class SlotGate(int limit)
{
    private readonly Lock _gate = new();
    private int _limit = limit;
    private int _used;
    private TaskCompletionSource? _waiting;

    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return _limit;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_gate)
            {
                _limit = value;
                Announce();
            }
        }
    }

    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>How many more jobs may be taken.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(_limit - _used, 0);
            }
        }
    }

    /// <summary>Whether no more jobs are in progress than allowed: a slot that ends may go on with another job.</summary>
    public bool IsWithinLimit
    {
        get
        {
            lock (_gate)
            {
                return _used <= _limit;
            }
        }
    }

    public void Take()
    {
        lock (_gate)
        {
            _used++;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _used--;
            Announce();
        }
    }

    /// <summary>Ends when a slot is free. Only one caller may wait at a time.</summary>
    public Task FreeAsync(CancellationToken cancellationToken) => WhenAsync(() => _used < _limit, cancellationToken);

    /// <summary>Ends when nothing is in progress. Only one caller may wait at a time.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => WhenAsync(() => _used == 0, cancellationToken);

    private async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition())
                {
                    return;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _waiting.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Announce()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
