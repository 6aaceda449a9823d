using System.Collections.Concurrent;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// Compares this machine's clock with those of Redis and PostgreSQL, and its wall time with its monotonic time. Schedules are decided on wall
/// time and waits are monotonic, so a wrong clock makes runs early or late, never double; but somebody should know.
/// </summary>
internal sealed partial class ClockSense(TimeProvider clock, ILogger<ClockSense> logger)
{
    /// <summary>From here on there is a warning.</summary>
    public static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(500);

    /// <summary>From here on the worker is not ready.</summary>
    public static readonly TimeSpan Intolerable = TimeSpan.FromSeconds(5);

    // A skew has to shrink a little below the limit before it counts as gone, so that the log does not flicker.
    private static readonly TimeSpan Gone = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, TimeSpan> _skews = new();
    private readonly ConcurrentDictionary<string, bool> _noticed = new();
    private (DateTimeOffset Wall, long Elapsed)? _last;

    /// <summary>How far each server's clock is ahead of this machine's, by the server's name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Skews => _skews;

    /// <summary>The servers whose clock differs intolerably from this machine's.</summary>
    public IReadOnlyList<string> Wrong => [.. _skews.Where(skew => skew.Value.Duration() >= Intolerable).Select(skew => skew.Key)];

    /// <summary>Begins a comparison: to be called before the server is asked.</summary>
    public long Begin() => clock.GetTimestamp();

    /// <summary>Compares with a server's time, which is taken to be of the middle between question and answer.</summary>
    /// <param name="server">Whose clock it is.</param>
    /// <param name="begun">What <see cref="Begin"/> returned.</param>
    /// <param name="serverTime">What the server said.</param>
    public void Compare(string server, long begun, DateTimeOffset serverTime)
    {
        var halfway = clock.GetUtcNow() - (clock.GetElapsedTime(begun) / 2);
        var skew = serverTime - halfway;

        // An answer that took its time tells little.
        var uncertainty = clock.GetElapsedTime(begun) / 2;
        var atLeast = skew.Duration() - uncertainty;
        _skews[server] = atLeast < TimeSpan.Zero ? TimeSpan.Zero : skew;
        var wasNoticed = _noticed.GetValueOrDefault(server);
        if (atLeast >= Noticeable && !wasNoticed)
        {
            _noticed[server] = true;
            LogSkewed(logger, server, Math.Round(skew.TotalSeconds, 3));
        }
        else if (skew.Duration() < Gone && wasNoticed)
        {
            _noticed[server] = false;
            LogAgree(logger, server);
        }
    }

    /// <summary>Tells by how much wall time has jumped since the last call; zero mostly. Positive is forward.</summary>
    public TimeSpan Jump()
    {
        var now = (Wall: clock.GetUtcNow(), Elapsed: clock.GetTimestamp());
        var jump = _last is { } last ? now.Wall - last.Wall - clock.GetElapsedTime(last.Elapsed, now.Elapsed) : TimeSpan.Zero;
        _last = now;
        if (jump.Duration() < Noticeable)
        {
            return TimeSpan.Zero;
        }

        LogJumped(logger, Math.Round(jump.TotalSeconds, 3));
        return jump;
    }

    [LoggerMessage(330, LogLevel.Warning, "The clock of {Server} is {Seconds} s ahead of this machine's (negative: behind). Runs start early or late by the error of the clock that is wrong.")]
    private static partial void LogSkewed(ILogger logger, string server, double seconds);

    [LoggerMessage(331, LogLevel.Information, "The clock of {Server} agrees with this machine's again.")]
    private static partial void LogAgree(ILogger logger, string server);

    [LoggerMessage(332, LogLevel.Warning, "This machine's clock jumped by {Seconds} s. Occurrences that were jumped over are made good for as after an outage; none runs twice.")]
    private static partial void LogJumped(ILogger logger, double seconds);
}
