namespace EasyCron.BullMq;

// Jobs fetched by hand.
public sealed partial class Worker
{
    private readonly SemaphoreSlim _fetching = new(1, 1);

    /// <summary>Takes the next job for the caller to process; its lock is kept alive until it is settled or given back.</summary>
    /// <param name="wait">Whether to wait for a job; otherwise one look is made.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The job; null when none was there and none was waited for.</returns>
    /// <exception cref="InvalidOperationException">The worker has a processor, or was stopped.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the worker was stopped meanwhile.</exception>
    public async Task<LockedJob?> FetchAsync(bool wait = true, CancellationToken cancellationToken = default)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopFetching.Token);
        await _fetching.WaitAsync(halt.Token).ConfigureAwait(false);
        try
        {
            await PrepareToFetchAsync(halt.Token).ConfigureAwait(false);
            while (true)
            {
                halt.Token.ThrowIfCancellationRequested();
                var fetched = wait
                    ? (await _fetcher.NextAsync(room: 1, halt.Token).ConfigureAwait(false))[0]
                    : await _fetcher.TryNextAsync(halt.Token).ConfigureAwait(false);
                if (fetched is not { } job)
                {
                    return null;
                }

                _slots.Reserve();
                if (await _runner.HoldAsync(job, _slots.Begin().End).ConfigureAwait(false) is { } held)
                {
                    return held;
                }
            }
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task PrepareToFetchAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isManual || _stopped is not null)
            {
                throw new InvalidOperationException(_isManual
                    ? $"The worker of {Queue} was stopped; make a new one."
                    : $"The worker of {Queue} has a processor, which takes its jobs; make one without to fetch by hand.");
            }

            if (!IsRunning)
            {
                StartUpkeep();
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }
}
