using System.Threading.Channels;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// The worker's sleep: it ends when the queue's marker says there is work, when a known job is due, when somebody wakes it, or
/// after a while for safety. At most one blocking pop is under way, and a marker that arrives while nobody sleeps is put back,
/// because another worker may be waiting for it.
/// </summary>
internal sealed partial class MarkerWait(WorkerSession session) : IAsyncDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly BlockingConnection _blocking = session.Connection.OpenBlocking(ClientNames.Worker(session.Keys.Queue, session.Options.Name), session.Keys.Marker);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FaultStreak _faults = new();
    private readonly Lock _gate = new();
    private Task? _popping;
    private Marker? _arrived;
    private bool _popEnded;
    private bool _sleeping;

    /// <summary>Ends the present sleep, or the next one if nobody sleeps now.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Sleeps until there may be work.</summary>
    /// <param name="dueAt">When the earliest known delayed job is due, milliseconds; 0 when none is known.</param>
    public async Task<Awakening> SleepAsync(long dueAt, CancellationToken cancellationToken)
    {
        // Redis looks at the timeouts of its blocked clients every 100 ms only, so due times are waited for here.
        var untilDue = LongestTimer;
        if (dueAt > 0)
        {
            var now = (session.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            untilDue = TimeSpan.FromMilliseconds(Math.Min(dueAt - now, LongestTimer.TotalMilliseconds));
        }

        if (untilDue <= TimeSpan.Zero)
        {
            return Awakening.Work;
        }

        lock (_gate)
        {
            _sleeping = true;
            _popping ??= PopAsync();
        }

        Marker? arrived = null;
        var popEnded = false;
        try
        {
            using var timer = Ring(untilDue);
            await _wake.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _sleeping = false;
                (arrived, _arrived) = (_arrived, null);
                (popEnded, _popEnded) = (_popEnded, false);
            }

            if (arrived is { } unused && cancellationToken.IsCancellationRequested)
            {
                await PutBackAsync(unused).ConfigureAwait(false);
            }
        }

        return arrived is { Member: "1" } later && later.Score > session.Now ? Awakening.DueAt(later.Score)
            : popEnded || (dueAt > 0 && session.Now >= dueAt) ? Awakening.Work
            : Awakening.Called;
    }

    /// <summary>Ends a pop under way without losing what it may be about to bring, then closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? popping;
        lock (_gate)
        {
            popping = _popping;
            _sleeping = false;
        }

        if (popping is not null)
        {
            try
            {
                await _blocking.UnblockAsync(CancellationToken.None).WaitAsync(EndPatience, session.Clock).ConfigureAwait(false);
                await popping.WaitAsync(EndPatience, session.Clock).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is QueueException or TimeoutException)
            {
                LogNotUnblocked(session.Logger, exception.Message);
            }
        }

        await _blocking.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the sleep when a job is due, or a little before: whoever sleeps again then has little left, and the alarm is exact.</summary>
    private ITimer? Ring(TimeSpan after)
    {
        if (session.Clock == TimeProvider.System)
        {
            if (after <= DueAlarm.Reach)
            {
                DueAlarm.Set(after, Wake);
                return null;
            }

            after -= DueAlarm.Reach / 2;
        }

        return session.Clock.CreateTimer(static wait => ((MarkerWait)wait!).Wake(), this, after, Timeout.InfiniteTimeSpan);
    }

    private async Task PopAsync()
    {
        // An answer that is there at once must not end this call before its task is noted as the one under way: noted afterwards, an ended pop would pass for one under way for ever,
        // and nobody would look at the marker again.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Marker? marker = null;
        try
        {
            marker = await _blocking.PopMarkerAsync(session.Options.DrainDelay, session.GiveUp.Token).ConfigureAwait(false);
            _faults.End();
        }
        catch (QueueException exception)
        {
            // Without the marker the worker still polls: the sleep ends and the fetch looks for itself.
            var wait = _faults.Add(out var isNews);
            if (isNews)
            {
                await session.ReportAsync(exception).ConfigureAwait(false);
            }

            await Task.Delay(wait, session.Clock, session.GiveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            LogPopEnded(session.Logger);
        }

        bool putBack;
        lock (_gate)
        {
            _popping = null;
            putBack = marker is not null && !_sleeping;
            if (_sleeping)
            {
                _arrived = marker;
                _popEnded = true;
            }
        }

        if (putBack && marker is { } unused)
        {
            await PutBackAsync(unused).ConfigureAwait(false);
        }
        else
        {
            Wake();
        }
    }

    private async Task PutBackAsync(Marker marker)
    {
        try
        {
            await session.Connection.Link.ExecuteAsync("ZADD", [session.Keys.Marker, "NX", marker.Score, marker.Member], session.GiveUp.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is QueueException or OperationCanceledException)
        {
            LogMarkerLost(session.Logger, exception.Message);
        }
    }

    [LoggerMessage(22, LogLevel.Debug, "The wait for work could not be ended in the server ({Reason}); its socket is closed instead.")]
    private static partial void LogNotUnblocked(ILogger logger, string reason);

    [LoggerMessage(23, LogLevel.Debug, "A marker could not be put back ({Reason}); idle workers notice the work within their drain delay.")]
    private static partial void LogMarkerLost(ILogger logger, string reason);

    [LoggerMessage(24, LogLevel.Trace, "The wait for work was ended by stopping.")]
    private static partial void LogPopEnded(ILogger logger);
}

/// <summary>Why a sleep ended.</summary>
/// <param name="HasWork">It is time to fetch.</param>
/// <param name="Due">A due time learnt from the marker, milliseconds; 0 for none.</param>
internal readonly record struct Awakening(bool HasWork, long Due)
{
    public static Awakening Work => new(true, 0);

    public static Awakening Called => default;

    public static Awakening DueAt(long milliseconds) => new(false, milliseconds);
}
