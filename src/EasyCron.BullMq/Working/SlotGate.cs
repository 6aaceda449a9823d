namespace EasyCron.BullMq.Working;

/// <summary>Counts the jobs in progress, and the slots they take, against a limit that may change while they run.</summary>
internal sealed class SlotGate(int limit)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private int _limit = limit;

    /// <summary>Slots that a job runs in, or that a fetch under way may bring one for.</summary>
    private int _taken;

    /// <summary>Jobs that have not ended.</summary>
    private int _inProgress;

    /// <summary>Those of them that have left their slots.</summary>
    private int _left;

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

    /// <summary>Whether a job runs in every slot.</summary>
    public bool AreAllInUse
    {
        get
        {
            lock (_gate)
            {
                return _inProgress - _left >= _limit;
            }
        }
    }

    /// <summary>Whether jobs are in progress that have left their slots.</summary>
    public bool AreAnyLeft
    {
        get
        {
            lock (_gate)
            {
                return _left > 0;
            }
        }
    }

    /// <summary>Whether no more slots are taken than allowed: one whose job ends may go on with another.</summary>
    public bool IsWithinLimit
    {
        get
        {
            lock (_gate)
            {
                return _taken <= _limit;
            }
        }
    }

    /// <summary>Takes free slots for the jobs that a fetch may bring.</summary>
    /// <returns>How many, from none to <paramref name="most"/>.</returns>
    public int Reserve(int most)
    {
        lock (_gate)
        {
            var slots = Math.Clamp(_limit - _taken, 0, most);
            _taken += slots;
            return slots;
        }
    }

    /// <summary>Takes one slot for a job that is there, free or not.</summary>
    public void Reserve()
    {
        lock (_gate)
        {
            _taken++;
        }
    }

    /// <summary>Frees slots that no job came for.</summary>
    public void Return(int slots)
    {
        lock (_gate)
        {
            _taken -= slots;
            Announce();
        }
    }

    /// <summary>Puts a job into a slot that was reserved for it.</summary>
    public Slot Begin()
    {
        lock (_gate)
        {
            _inProgress++;
        }

        return new Slot(this);
    }

    /// <summary>Frees the slot of a job that is still in progress. No more of them than there are slots: where endings pile up, no more work is taken on.</summary>
    public void Leave(Slot slot)
    {
        lock (_gate)
        {
            if (slot.IsLeft || slot.IsOver || _left >= _limit)
            {
                return;
            }

            slot.IsLeft = true;
            _left++;
            _taken--;
            Announce();
        }
    }

    /// <summary>Ends the progress of a slot's last job.</summary>
    public void End(Slot slot)
    {
        lock (_gate)
        {
            slot.IsOver = true;
            _inProgress--;
            if (slot.IsLeft)
            {
                _left--;
            }
            else
            {
                _taken--;
            }

            Announce();
        }
    }

    /// <summary>Ends when so many slots are free, or when <paramref name="orElse"/> has ended. Others may have taken them since.</summary>
    public Task FreeAsync(int slots, CancellationToken cancellationToken, Task? orElse = null) => WhenAsync(() => _taken + slots <= _limit, orElse, cancellationToken);

    /// <summary>Ends when nothing is in progress.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => WhenAsync(() => _inProgress == 0, orElse: null, cancellationToken);

    private async Task WhenAsync(Func<bool> condition, Task? orElse, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (condition())
            {
                return;
            }

            waiter = new Waiter(condition);
            _waiters.Add(waiter);
        }

        try
        {
            Task ended = orElse is null ? waiter.Task : Task.WhenAny(waiter.Task, orElse);
            await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private void Announce()
    {
        foreach (var waiter in _waiters)
        {
            if (waiter.Condition())
            {
                waiter.TrySetResult();
            }
        }
    }

    private sealed class Waiter(Func<bool> condition) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Func<bool> Condition { get; } = condition;
    }
}
