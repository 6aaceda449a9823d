using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

// The phases of stopping, each with a deadline of its own.
public sealed partial class Worker
{
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _stopFetching.CancelAsync().ConfigureAwait(false);
            await _loop.ConfigureAwait(false);
            await _stalledChecks.ConfigureAwait(false);
            await _hearing.ConfigureAwait(false);
            await _fetcher.DisposeAsync().ConfigureAwait(false);
            await EndRunningJobsAsync(cancellationToken).ConfigureAwait(false);
            await _session.GiveUp.CancelAsync().ConfigureAwait(false);
            _locks.Dispose();
            IsRunning = false;
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private async Task EndRunningJobsAsync(CancellationToken cancellationToken)
    {
        if (await IsIdleWithinAsync(Options.ShutdownTimeout, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (var job in _session.Running.All)
        {
            job.Cancel(JobCancellation.Shutdown);
        }

        if (await IsIdleWithinAsync(AbortGrace, CancellationToken.None).ConfigureAwait(false))
        {
            return;
        }

        // Processors that do not listen: their jobs go to other workers now rather than when their locks run out.
        var left = _session.Running.All.Where(job => !job.Settling).ToList();
        foreach (var job in left)
        {
            job.Abandoned = true;
        }

        LogAbandoned(_session.Logger, left.Count, Queue.Qualified);
        using var limit = new CancellationTokenSource(AbortGrace, _session.Clock);
        await Task.WhenAll(left.Select(job => GiveBackAsync(new FetchedJob(job.Record, job.Token)))).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> IsIdleWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(time, _session.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _slots.IdleAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task GiveBackAsync(FetchedJob job)
    {
        try
        {
            using var active = new ActiveJob(job.Record, job.Token, _session.Clock.GetTimestamp());
            await _settler.GiveBackAsync(active).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is QueueException or OperationCanceledException)
        {
            LogNotGivenBack(_session.Logger, job.Record.Id, exception.Message);
        }
    }
}
