using System.Threading.Channels;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// The worker's sleep: it ends when the queue's marker says there is work, when a known job is due, when somebody wakes it, or
/// after a while for safety. The fetch lies ready in the server behind the wait for the marker, on the same socket, so that a job is on its way
/// here as soon as the server sees it; whatever else ends the sleep ends the wait in the server, and so sets off the same fetch. No marker is ever taken without a fetch after it.
/// </summary>
internal sealed partial class MarkerWait(WorkerSession session) : IAsyncDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnblockPause = TimeSpan.FromMilliseconds(5);

    /// <summary>A wait that nobody may end ends by itself this long after a job is due; Redis looks at the timeouts of its blocked clients every 100 ms only.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private readonly BlockingConnection _blocking = session.Connection.OpenBlocking(ClientNames.Worker(session.Keys.Queue, session.Options.Name), session.Keys.Marker);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _isRefusalTold;

    /// <summary>The fetch in the server: the last one if a sleep was broken off while it could not be ended, else none.</summary>
    public LaidFetch? UnderWay { get; private set; }

    /// <summary>Has the present sleep, or the next one if nobody sleeps now, look at the time left again.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Sleeps until there may be work, and fetches.</summary>
    /// <param name="room">How many jobs there is room for.</param>
    /// <param name="left">The longest time to sleep from now; looked at again after each <see cref="Wake"/>.</param>
    /// <param name="cancellationToken">Ends the sleep; jobs that are about to come still come.</param>
    /// <returns>The fetch, which has ended, well or not.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, and Redis could not be told: the fetch is still <see cref="UnderWay"/>.</exception>
    public async Task<LaidFetch> SleepAsync(int room, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        var fetch = UnderWay ??= Lay(room, left());
        using var cancelled = cancellationToken.UnsafeRegister(static wait => ((MarkerWait)wait!).Wake(), this);
        while (!fetch.Answer.IsCompleted)
        {
            var time = cancellationToken.IsCancellationRequested ? TimeSpan.Zero : left();
            if (time <= TimeSpan.Zero)
            {
                await EndAsync(fetch.Answer).ConfigureAwait(false);
                if (!fetch.Answer.IsCompleted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
            else
            {
                using var timer = Ring(time);
                await _wake.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        UnderWay = null;
        return fetch;
    }

    public ValueTask DisposeAsync() => _blocking.DisposeAsync();

    private LaidFetch Lay(int room, TimeSpan left)
    {
        var token = session.NextToken();
        var longest = session.Options.DrainDelay;
        var answer = WaitAndFetchAsync(token, room, left < longest - Late ? left + Late : longest);

        // Not at the end of that method: its task must have ended before whoever sleeps looks at it.
        _ = answer.ContinueWith(
            static (ended, wait) =>
            {
                // An error that nobody waits for any more is no news.
                _ = ended.Exception;
                ((MarkerWait)wait!).Wake();
            },
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new LaidFetch(answer, token);
    }

    private async Task<LaidAnswer> WaitAndFetchAsync(string token, int room, TimeSpan longest)
    {
        var (reply, refused) = await _blocking.PopMarkerAndRunAsync(
            longest,
            () => CompleteAndFetch.FetchLater(session.Keys, session.Terms, token, room, _blocking.ServerClock.Ahead),
            session.GiveUp.Token).ConfigureAwait(false);
        var answer = CompleteAndFetch.Read(reply);
        _blocking.ServerClock.Check(answer.TakenAt);
        return new LaidAnswer(answer, refused);
    }

    /// <summary>Ends the wait in the server, so that it fetches now.</summary>
    private async Task EndAsync(Task answer)
    {
        var started = session.Clock.GetTimestamp();
        var pause = UnblockPause;
        while (!answer.IsCompleted && session.Clock.GetElapsedTime(started) < EndPatience)
        {
            var ended = false;
            try
            {
                ended = await _blocking.UnblockAsync(CancellationToken.None).WaitAsync(EndPatience, session.Clock).ConfigureAwait(false);
            }
            catch (RedisRefusedException refusal) when (!_isRefusalTold)
            {
                _isRefusalTold = true;
                LogRefused(session.Logger, refusal.Message);
            }
            catch (Exception exception) when (exception is QueueException or TimeoutException or ObjectDisposedException)
            {
                LogNotUnblocked(session.Logger, exception.Message);
            }

            // The wait may have been on its way to the server still.
            await answer.WaitAsync(ended ? EndPatience : pause, session.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause *= 2;
        }
    }

    /// <summary>Wakes when a job is due, or a little before: whoever sleeps again then has little left, and the alarm is exact.</summary>
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

        return session.Clock.CreateTimer(static wait => ((MarkerWait)wait!).Wake(), this, after < LongestTimer ? after : LongestTimer, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(22, LogLevel.Debug, "The wait for work could not be ended in the server ({Reason}); it ends by itself within the drain delay.")]
    private static partial void LogNotUnblocked(ILogger logger, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Redis does not let this worker end its wait for work ({Reason}); delayed jobs start up to 0.2 s late, and stopping may take a second longer.")]
    private static partial void LogRefused(ILogger logger, string reason);
}

/// <summary>A fetch that lies in the server behind the wait for the marker.</summary>
/// <param name="Answer">Ends with the wait.</param>
/// <param name="Token">The value of the locks of what it takes.</param>
internal sealed record LaidFetch(Task<LaidAnswer> Answer, string Token);

/// <summary>What came of it.</summary>
/// <param name="Fetched">The fetch's answer.</param>
/// <param name="WaitRefused">Why the server would not wait before it; null when it did.</param>
internal sealed record LaidAnswer(CompleteAndFetch.Answer Fetched, RedisRefusedException? WaitRefused);
