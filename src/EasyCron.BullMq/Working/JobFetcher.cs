using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>Takes the next jobs, or sleeps until there is one. One fetch is under way at a time.</summary>
internal sealed partial class JobFetcher(WorkerSession session) : IAsyncDisposable
{
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    private readonly MarkerWait _marker = new(session);
    private readonly FetchRecovery _recovery = new(session);
    private readonly FaultStreak _faults = new();
    private readonly Lock _gate = new();
    private bool _drained;
    private bool _look;
    private long _dueAt;
    private long _limitedUntil;

    /// <summary>When the loop last turned, as a timestamp of the worker's clock; health checks look at it.</summary>
    public long LastTurn { get; private set; } = session.Clock.GetTimestamp();

    /// <summary>Whether the last answer brought as many jobs as it could, so that there may be more.</summary>
    public bool MayBeMore
    {
        get
        {
            lock (_gate)
            {
                return !_drained;
            }
        }
    }

    /// <summary>The loop has turned, though others may have filled the slots before it could fetch.</summary>
    public void NoteTurn() => LastTurn = session.Clock.GetTimestamp();

    /// <summary>Takes in what a fetching call said about the queue besides the job it may have brought.</summary>
    /// <param name="answer">The call's answer.</param>
    /// <param name="isFull">Whether it brought as many jobs as there was room for. With fewer there is nothing to be had before the marker, the due time or the limit that it named.</param>
    /// <param name="wake">Whether the call was made elsewhere, so that a sleep under way must be reconsidered.</param>
    public void Note(NextJob answer, bool isFull, bool wake)
    {
        bool nowDrained;
        lock (_gate)
        {
            nowDrained = !isFull && !_drained;
            _drained = !isFull;
            _dueAt = answer.DelayUntil;
            _limitedUntil = answer.LimitDelay > 0 ? session.Now + answer.LimitDelay : 0;
        }

        if (nowDrained)
        {
            _ = session.GuardAsync(nameof(WorkerEvents.OnDrained), session, static s => s.Options.Events.OnDrained?.Invoke() ?? ValueTask.CompletedTask).AsTask();
        }

        if (wake)
        {
            _marker.Wake();
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
            _look = true;
        }

        _marker.Wake();
    }

    /// <summary>Waits for jobs and locks them.</summary>
    /// <param name="room">How many jobs there is room for, 1 to <see cref="CompleteAndFetch.MostPerCall"/>.</param>
    /// <returns>One job or more.</returns>
    /// <exception cref="OperationCanceledException">The worker stops fetching.</exception>
    public async Task<IReadOnlyList<FetchedJob>> NextAsync(int room, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NoteTurn();
            await SleepOutLimitAsync(cancellationToken).ConfigureAwait(false);
            var fetched = IsTimeToLook()
                ? await TryFetchAsync(room, cancellationToken).ConfigureAwait(false)
                : await SleepAsync(room, cancellationToken).ConfigureAwait(false);
            if (fetched.Count > 0)
            {
                return fetched;
            }
        }
    }

    /// <summary>Takes a job if one is there.</summary>
    public async Task<FetchedJob?> TryNextAsync(CancellationToken cancellationToken)
    {
        NoteTurn();
        return await TryFetchAsync(room: 1, cancellationToken).ConfigureAwait(false) is [var job] ? job : null;
    }

    /// <summary>Closes the socket of the wait. What a fetch that could not be ended may have taken goes back in line, if Redis can be asked.</summary>
    public async ValueTask DisposeAsync()
    {
        await _marker.DisposeAsync().ConfigureAwait(false);
        if (_marker.UnderWay is { } fetch)
        {
            try
            {
                await _recovery.GiveBackAsync(fetch.Token, session.GiveUp.Token).WaitAsync(LastPatience, session.Clock).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is QueueException or TimeoutException or ObjectDisposedException)
            {
                LogNotAsked(session.Logger, exception.Message);
            }
        }
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
            return Take(answer, token, room);
        }
        catch (QueueException exception)
        {
            await BearAsync(exception, token, cancellationToken).ConfigureAwait(false);
            return [];
        }
    }

    /// <summary>Sleeps on the marker, and takes what the fetch behind it brought.</summary>
    private async Task<IReadOnlyList<FetchedJob>> SleepAsync(int room, CancellationToken cancellationToken)
    {
        var fetch = await _marker.SleepAsync(room, UntilLook, cancellationToken).ConfigureAwait(false);
        try
        {
            var (answer, refused) = await fetch.Answer.ConfigureAwait(false);
            var taken = Take(answer, fetch.Token, room);
            if (refused is null)
            {
                _faults.End();
            }
            else if (taken.Count == 0)
            {
                // The worker lives on by polling.
                await BearAsync(refused, fetch.Token, cancellationToken).ConfigureAwait(false);
            }

            return taken;
        }
        catch (RedisRefusedException refusal) when (refusal.Code == "NOSCRIPT")
        {
            return await TryFetchAsync(room, cancellationToken).ConfigureAwait(false);
        }
        catch (QueueException exception)
        {
            LookAgain();
            await BearAsync(exception, fetch.Token, cancellationToken).ConfigureAwait(false);
            return [];
        }
    }

    private IReadOnlyList<FetchedJob> Take(CompleteAndFetch.Answer answer, string token, int room)
    {
        Note(new NextJob(answer.Jobs.Count > 0 ? answer.Jobs[0] : null, answer.LimitDelay, answer.DelayUntil), isFull: answer.Jobs.Count == room, wake: false);
        return [.. answer.Jobs.Select(job => new FetchedJob(job, token))];
    }

    /// <summary>Tells of a fault the first time, and waits the longer the more there are in a row.</summary>
    private async Task PauseAsync(QueueException exception, CancellationToken cancellationToken)
    {
        var wait = _faults.Add(out var isNews);
        if (isNews)
        {
            await session.ReportAsync(exception).ConfigureAwait(false);
        }

        await Task.Delay(wait, session.Clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pauses after a fetch's fault, and gives back what a lost answer took.</summary>
    private async Task BearAsync(QueueException exception, string token, CancellationToken cancellationToken)
    {
        await PauseAsync(exception, cancellationToken).ConfigureAwait(false);
        if (exception is QueueUnavailableException { MayHaveBeenApplied: true })
        {
            await RecoverAsync(token, cancellationToken).ConfigureAwait(false);
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
                await PauseAsync(exception, cancellationToken).ConfigureAwait(false);
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

    private bool IsTimeToLook()
    {
        lock (_gate)
        {
            var isTime = _look || !_drained || (_dueAt > 0 && _dueAt <= session.Now);
            _look = false;
            return isTime;
        }
    }

    /// <summary>How long nothing but the marker can bring work. A job that another call brought is no reason to look: where there are more, that call has set the marker.</summary>
    private TimeSpan UntilLook()
    {
        lock (_gate)
        {
            if (_look)
            {
                return TimeSpan.Zero;
            }

            var next = _dueAt > 0 && (_limitedUntil == 0 || _dueAt < _limitedUntil) ? _dueAt : _limitedUntil;

            // To the fraction of a millisecond: what looks too early looks again.
            return next == 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(next) - (session.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch);
        }
    }

    [LoggerMessage(23, LogLevel.Debug, "Redis could not be asked for jobs that the last fetch may have taken ({Reason}); their locks run out.")]
    private static partial void LogNotAsked(ILogger logger, string reason);
}

/// <summary>A job and the token its lock holds.</summary>
internal readonly record struct FetchedJob(JobRecord Record, string Token);
