namespace EasyCron.BullMq.Redis;

/// <summary>
/// How far this program's clock is ahead of the server's. A command that waits in the server does not know when it will run; with this difference
/// it can tell what the clock says here by then.
/// </summary>
internal sealed class ServerClock(TimeProvider clock)
{
    /// <summary>An answer that seems to have taken longer came from a clock that has moved, or over a slow way; asking tells.</summary>
    private const double LongestAnswer = 50;

    private bool _isKnown;

    /// <summary>Milliseconds and fractions; negative while the server's clock is ahead. Rather too little, by a message's way to the server: nothing is due too early by it.</summary>
    public double Ahead { get; private set; }

    /// <summary>Asks the server for its time, unless the difference is known.</summary>
    public async ValueTask LearnAsync(RedisLink link, CancellationToken cancellationToken)
    {
        if (!_isKnown)
        {
            var asked = Now();
            var time = RedisReply.Items(await link.ExecuteAsync("TIME", [], cancellationToken).ConfigureAwait(false));
            Ahead = asked - ((RedisReply.Number(time[0]) * 1000) + (RedisReply.Number(time[1]) / 1000.0));
            _isKnown = true;
        }
    }

    /// <summary>Takes in what the server took for our time when it made an answer that has just come.</summary>
    public void Check(long taken) => _isKnown &= Now() - taken is >= 0 and <= LongestAnswer;

    /// <summary>Another server answers from now on.</summary>
    public void Forget() => _isKnown = false;

    private double Now() => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
