using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Events;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

// How jobs are taken and run.
public sealed partial class Worker
{
    private static readonly TimeSpan CompletionsPatience = TimeSpan.FromMilliseconds(5);

    private void StartUpkeep()
    {
        IsRunning = true;
        if (!Options.SkipLockRenewal)
        {
            _locks.Start();
        }

        if (!Options.SkipStalledCheck)
        {
            _stalledChecks = Task.Run(() => new StalledJobChecker(_session).RunAsync(_stopFetching.Token), CancellationToken.None);
        }

        if (Options.HearCancellations)
        {
            _hearing = Task.Run(HearCancellationsAsync, CancellationToken.None);
        }
    }

    private async Task HearCancellationsAsync()
    {
        try
        {
            var stream = new EventStream(_session.Queue, Options.DrainDelay);
            await using var closing = stream.ConfigureAwait(false);
            await foreach (var happened in stream.ReadAsync(after: null, started: null, _stopFetching.Token).ConfigureAwait(false))
            {
                if (CancellationEvent.TryRead(happened, out var jobId, out var reason))
                {
                    CancelJob(jobId, reason);
                }
            }
        }
        catch (OperationCanceledException) when (_stopFetching.IsCancellationRequested)
        {
            // The worker stops.
        }
    }

    private async Task RunLoopAsync()
    {
        var stop = _stopFetching.Token;
        using var ended = stop.Register(() => _parked.TrySetResult());
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (_paused)
                {
                    _parked.TrySetResult();
                    await _resumed.WaitAsync(stop).ConfigureAwait(false);
                    continue;
                }

                using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop, _pause.Token);
                await _slots.FreeAsync(1, halt.Token).ConfigureAwait(false);
                _fetcher.NoteTurn();
                await LeaveItToCompletionsAsync(halt.Token).ConfigureAwait(false);
                await FillAsync(halt.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested || _paused)
            {
                continue;
            }
#pragma warning disable CA1031 // The loop must live; what reaches it here is a defect that has to be seen.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLoopFault(_session.Logger, exception, Queue.Qualified);
                await Task.Delay(TimeSpan.FromSeconds(1), _session.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Gives completing calls the time to bring jobs for free slots, where more lie there and few slots are free: that saves calls of our own.</summary>
    private async Task LeaveItToCompletionsAsync(CancellationToken cancellationToken)
    {
        if (_fetcher.MayBeMore && _completions.NextCall is { } call)
        {
            var worthACall = Math.Max(_slots.Limit / 12, 1);
            var soonEnough = Task.WhenAny(call, Task.Delay(CompletionsPatience, _session.Clock, cancellationToken));
            await _slots.FreeAsync(worthACall, cancellationToken, orElse: soonEnough).ConfigureAwait(false);
        }
    }

    /// <summary>Takes jobs for the slots that are free.</summary>
    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var room = _slots.Reserve(CompleteAndFetch.MostPerCall);
        if (room == 0)
        {
            return;
        }

        try
        {
            foreach (var fetched in await _fetcher.NextAsync(room, cancellationToken).ConfigureAwait(false))
            {
                room--;
                Begin(fetched);
            }
        }
        finally
        {
            _slots.Return(room);
        }
    }

    /// <summary>Runs a job in a slot that was reserved for it.</summary>
    private void Begin(FetchedJob fetched)
    {
        var slot = _slots.Begin();
        _ = Task.Run(() => WorkAsync(fetched, slot), CancellationToken.None);
    }

    /// <summary>One slot's work: the fetched job, and those that finishing calls bring along.</summary>
    private async Task WorkAsync(FetchedJob first, Slot slot)
    {
        try
        {
            FetchedJob? job = first;
            while (job is { } current)
            {
                if (_stopFetching.IsCancellationRequested)
                {
                    await GiveBackAsync(current).ConfigureAwait(false);
                    return;
                }

                job = await _runner.RunAsync(current, slot, MayFetchNext).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Nobody awaits a slot; what reaches it here is a defect that has to be seen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLoopFault(_session.Logger, exception, Queue.Qualified);
            _fetcher.LookAgain();
        }
        finally
        {
            slot.End();
        }
    }

    private bool MayFetchNext() => !_stopFetching.IsCancellationRequested && !_paused && _slots.IsWithinLimit;
}
