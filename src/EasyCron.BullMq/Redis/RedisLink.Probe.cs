using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

// How a socket that no longer answers is found out: nothing else tells of a peer that vanished without closing it.
internal sealed partial class RedisLink
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private int _probing;

    /// <summary>Asks in the background whether the socket still answers, and replaces it if not; returns at once.</summary>
    public void Suspect()
    {
        if (_multiplexer is { IsConnected: true } multiplexer)
        {
            ProbeInBackground(multiplexer);
        }
    }

    /// <summary>After a missed deadline, here or on another socket: if a plain PING is not answered either, the socket is dead and is replaced.</summary>
    private void ProbeInBackground(IConnectionMultiplexer multiplexer, bool forceRedial = false)
    {
        if (_configuration is not null && !_disposed && Interlocked.Exchange(ref _probing, 1) == 0)
        {
            _ = ProbeAsync(multiplexer, forceRedial);
        }
    }

    private async Task ProbeAsync(IConnectionMultiplexer multiplexer, bool forceRedial)
    {
        try
        {
            if (forceRedial)
            {
                await Task.Delay(ProbeTimeout, _options.Clock).ConfigureAwait(false);
            }
            else
            {
                await multiplexer.GetDatabase(_options.Database).ExecuteAsync("PING").WaitAsync(ProbeTimeout, _options.Clock).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException or ObjectDisposedException)
        {
            LogDeadSocket(_logger, _options.ToString());
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }

        if (ReferenceEquals(_multiplexer, multiplexer))
        {
            await ReplaceAsync(multiplexer, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
