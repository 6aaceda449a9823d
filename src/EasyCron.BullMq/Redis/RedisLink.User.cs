using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

// A server whose default user is open takes whoever fails to log in for that user, and the client goes on with it. Whoever names a user wants that user's rights, and no others.
internal sealed partial class RedisLink
{
    private const string OpenUser = "default";

    private volatile bool _isRecognised;

    private bool NamesUser => _configuration?.User is { Length: > 0 } user && user != OpenUser;

    /// <summary>Whether the server took the socket for the user that was named; asked once for each socket.</summary>
    private async Task<bool> IsRecognisedAsync(IConnectionMultiplexer multiplexer)
    {
        if (_isRecognised)
        {
            return true;
        }

        try
        {
            var who = await multiplexer.GetDatabase(_options.Database).ExecuteAsync("ACL", "WHOAMI").WaitAsync(ProbeTimeout, _options.Clock).ConfigureAwait(false);
            if ((string?)who == OpenUser)
            {
                SayAway(new RedisRefusedException("WRONGPASS", "WRONGPASS: it does not know the user and password, and would go on with the default user, which is open"));
                return false;
            }
        }
        catch (RedisServerException)
        {
            // The default user that is open may ask; one who may not is somebody else.
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            SayAway(exception);
            return false;
        }

        return _isRecognised = true;
    }
}
