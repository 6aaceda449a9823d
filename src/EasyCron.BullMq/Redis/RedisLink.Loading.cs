using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

// A server that loads its data after a restart. The client takes its answer LOADING for the end of the connection and dials again, so commands
// would break one connection after the other: instead they wait until a PING is answered.
internal sealed partial class RedisLink
{
    private volatile RedisRefusedException? _loading;

    /// <summary>What the server answers to every command while it loads its data; null otherwise.</summary>
    public RedisRefusedException? Refusal => _loading;

    private void NoteIfLoading(Exception? exception)
    {
        if (exception is RedisConnectionException { FailureType: ConnectionFailureType.Loading }
            || (exception is RedisServerException refusal && RedisReply.Code(refusal) == "LOADING"))
        {
            _loading ??= new RedisRefusedException("LOADING", $"Redis at {_options} answers LOADING: it is loading its data from disk.", exception);
            SayAway(exception);
        }
    }

    private async Task<bool> HasLoadedAsync(IConnectionMultiplexer multiplexer)
    {
        if (_loading is null)
        {
            return true;
        }

        try
        {
            await multiplexer.GetDatabase(_options.Database).ExecuteAsync("PING").WaitAsync(ProbeTimeout, _options.Clock).ConfigureAwait(false);
            _loading = null;
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            SayAway(exception);
            return false;
        }
    }

    private void OnConnectionFailed(ConnectionFailedEventArgs failure)
    {
        if (failure.FailureType == ConnectionFailureType.UnableToConnect)
        {
            // Nobody is there any more to load anything.
            _loading = null;
        }

        _isRecognised = !NamesUser;
        NoteIfLoading(failure.Exception);
        SayAway(failure.Exception);
    }

    private void OnConnectionRestored()
    {
        // One that loads takes connections too; whoever gets an answer to PING says that it is back.
        if (_loading is null)
        {
            SayBack();
        }
    }
}
