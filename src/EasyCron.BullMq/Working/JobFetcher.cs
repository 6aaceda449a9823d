using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Working;

/// <summary>Takes the next jobs, or sleeps until there is one. One fetch is under way at a time.</summary>
internal sealed class JobFetcher(WorkerSession session, MarkerWait marker)
{
    /// <summary>Bounds how long one call keeps Redis busy.</summary>
    private const int MostPerCall = 50;

    private readonly FetchRecovery _recovery = new(session);
    private readonly FaultStreak _faults = new();
    private readonly Lock _gate = new();
    private bool _drained;
    private long _dueAt;
    private long _limitedUntil;

    /// <summary>When the loop last turned, as a timestamp of the worker's clock; health checks look at it.</summary>
    public long LastTurn { get; private set; } = session.Clock.GetTimestamp();

    /// <summary>Takes in what a fetching call said about the queue besides the job it may have brought.</summary>
    /// <param name="answer">The call's answer.</param>
    /// <param name="wake">Whether the call was made elsewhere, so that a sleep under way must be reconsidered.</param>
    public void Note(NextJob answer, bool wake)
    {
        bool nowDrained;
        lock (_gate)
        {
            nowDrained = answer.Job is null && !_drained;
            _drained = answer.Job is null;
            _dueAt = answer.DelayUntil;
            _limitedUntil = answer.LimitDelay > 0 ? session.Now + answer.LimitDelay : 0;
        }

        if (nowDrained)
        {
            _ = session.GuardAsync(nameof(WorkerEvents.OnDrained), session, static s => s.Options.Events.OnDrained?.Invoke() ?? ValueTask.CompletedTask).AsTask();
        }

        if (wake)
        {
            marker.Wake();
        }
    }

    /// <summary>Sleeps out a rate limit that a job ran into.</summary>
    public void LimitFor(long milliseconds)
    {
        lock (_gate)
        {
            _limitedUntil = milliseconds > 0 ? session.Now + milliseconds : 0;
            _drained = false;
        }
    }

    /// <summary>Something outside made work likely: look again before sleeping.</summary>
    public void LookAgain()
    {
        lock (_gate)
        {
            _drained = false;
        }

        marker.Wake();
    }

    /// <summary>Waits for jobs and locks them.</summary>
    /// <param name="room">How many jobs there is room for, at least 1.</param>
    /// <returns>One job or more.</returns>
    /// <exception cref="OperationCanceledException">The worker stops fetching.</exception>
    public async Task<IReadOnlyList<FetchedJob>> NextAsync(int room, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LastTurn = session.Clock.GetTimestamp();
            await SleepOutLimitAsync(cancellationToken).ConfigureAwait(false);
            if (IsDrained(out var dueAt))
            {
                var awakening = await marker.SleepAsync(dueAt, cancellationToken).ConfigureAwait(false);
                if (!Learn(awakening))
                {
                    continue;
                }
            }

            if (await TryFetchAsync(Math.Clamp(room, 1, MostPerCall), cancellationToken).ConfigureAwait(false) is { Count: > 0 } fetched)
            {
                return fetched;
            }
        }
    }

    /// <summary>Takes a job if one is there.</summary>
    public async Task<FetchedJob?> TryNextAsync(CancellationToken cancellationToken)
    {
        LastTurn = session.Clock.GetTimestamp();
        return await TryFetchAsync(room: 1, cancellationToken).ConfigureAwait(false) is [var job] ? job : null;
    }

    private async Task<IReadOnlyList<FetchedJob>> TryFetchAsync(int room, CancellationToken cancellationToken)
    {
        var token = session.NextToken();
        try
        {
            // Not cancelled by stopping: an answer on its way may already be a job under our lock.
            var answer = await CompleteAndFetch.RunAsync(
                session.Lua, session.Keys, [], JobRetention.KeepAll, session.Terms, metricsPoints: null, token, room, session.Now, CancellationToken.None).ConfigureAwait(false);
            _faults.End();
            Note(new NextJob(answer.Jobs.Count > 0 ? answer.Jobs[0] : null, answer.LimitDelay, answer.DelayUntil), wake: false);
            return [.. answer.Jobs.Select(job => new FetchedJob(job, token))];
        }
        catch (QueueException exception)
        {
            var wait = _faults.Add(out var isNews);
            if (isNews)
            {
                await session.ReportAsync(exception).ConfigureAwait(false);
            }

            await Task.Delay(wait, session.Clock, cancellationToken).ConfigureAwait(false);
            if (exception is QueueUnavailableException { MayHaveBeenApplied: true })
            {
                await RecoverAsync(token, cancellationToken).ConfigureAwait(false);
            }

            return [];
        }
    }

    /// <summary>Looks, until Redis answers, for a job that a lost answer left under <paramref name="token"/>.</summary>
    public async Task RecoverAsync(string token, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _recovery.GiveBackAsync(token, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (QueueException exception)
            {
                var wait = _faults.Add(out var isNews);
                if (isNews)
                {
                    await session.ReportAsync(exception).ConfigureAwait(false);
                }

                await Task.Delay(wait, session.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SleepOutLimitAsync(CancellationToken cancellationToken)
    {
        long left;
        lock (_gate)
        {
            left = _limitedUntil - session.Now;
            _limitedUntil = 0;
        }

        if (left > 0)
        {
            var wait = TimeSpan.FromMilliseconds(left);
            await Task.Delay(wait < session.Options.MaximumRateLimitDelay ? wait : session.Options.MaximumRateLimitDelay, session.Clock, cancellationToken).ConfigureAwait(false);
            LookAgain();
        }
    }

    private bool IsDrained(out long dueAt)
    {
        lock (_gate)
        {
            dueAt = _dueAt;
            return _drained;
        }
    }

    /// <summary>Whether it is time to fetch.</summary>
    private bool Learn(Awakening awakening)
    {
        lock (_gate)
        {
            if (awakening.Due > 0 && (_dueAt == 0 || awakening.Due < _dueAt))
            {
                _dueAt = awakening.Due;
            }

            return awakening.HasWork;
        }
    }
}

/// <summary>A job and the token its lock holds.</summary>
internal readonly record struct FetchedJob(JobRecord Record, string Token);
