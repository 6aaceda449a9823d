using EasyCron.BullMq.Events;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

// How jobs are taken and run.
public sealed partial class Worker
{
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
                await _slots.FreeAsync(halt.Token).ConfigureAwait(false);
                foreach (var fetched in await _fetcher.NextAsync(_slots.Free, halt.Token).ConfigureAwait(false))
                {
                    Begin(fetched);
                }
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

    private void Begin(FetchedJob fetched)
    {
        _slots.Take();
        _ = Task.Run(() => WorkAsync(fetched), CancellationToken.None);
    }

    /// <summary>One slot's work: the fetched job, and those that finishing calls bring along.</summary>
    private async Task WorkAsync(FetchedJob first)
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

                job = await _runner.RunAsync(current, MayFetchNext).ConfigureAwait(false);
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
            _slots.Release();
        }
    }

    private bool MayFetchNext() => !_stopFetching.IsCancellationRequested && !_paused && _slots.IsWithinLimit;
}
