using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

// What is said of a server that cannot be reached: once when it goes, with the reason, and once when it is back.
internal sealed partial class RedisLink
{
    private int _saidAway;
    private Exception? _fault;

    private void SayAway(Exception? exception)
    {
        // That nobody answered says less than what somebody answered before or after.
        if (_fault is null || exception?.GetBaseException() is not (null or RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect }))
        {
            _fault = exception;
        }

        if (!_disposed && Interlocked.Exchange(ref _saidAway, 1) == 0)
        {
            LogAway(_logger, _options.ToString(), Reason(exception));
        }
    }

    private void SayBack()
    {
        _fault = null;
        if (Interlocked.Exchange(ref _saidAway, 0) == 1)
        {
            LogBack(_logger, _options.ToString());
        }
    }

    /// <summary>Finds out why there is no connection: the client tells it only to who asks for something.</summary>
    private async ValueTask NoteAwayAsync()
    {
        if (_multiplexer is not { } multiplexer)
        {
            SayAway(null);
            return;
        }

        try
        {
            await multiplexer.GetDatabase(_options.Database).ExecuteAsync("PING").WaitAsync(ProbeTimeout, _options.Clock).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            SayAway(exception);
        }
    }

    private string Reason(Exception? cause)
    {
        if (_multiplexer is { } multiplexer && Servers(multiplexer).Any(server => server.ServerType == ServerType.Sentinel))
        {
            return "it is a Redis Sentinel: name the master that it watches (REDIS_SENTINEL_MASTER, or SentinelMaster of the options)";
        }

        if (_loading is not null)
        {
            return "LOADING: it is loading its data from disk";
        }

        // What the client says of its buffers after that helps nobody.
        return (_fault ?? cause)?.GetBaseException().Message.Split(", origin:")[0] ?? "no connection yet";
    }
}
