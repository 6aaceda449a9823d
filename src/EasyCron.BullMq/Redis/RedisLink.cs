using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>
/// One multiplexer and what the client lacks around it: a deadline on every command, a wait for the connection instead of
/// an instant failure, and a fresh socket in place of one that no longer answers.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan ConnectionPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RedialPoll = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions? _configuration;
    private readonly QueueConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _dialing = new(1, 1);
    private IConnectionMultiplexer? _multiplexer;
    private long _dialledAt;
    private volatile bool _disposed;

    public RedisLink(ConfigurationOptions configuration, QueueConnectionOptions options, string? clientName)
        : this(options)
    {
        _configuration = RedisConfiguration.Private(configuration, clientName);
    }

    public RedisLink(IConnectionMultiplexer borrowed, QueueConnectionOptions options)
        : this(options)
    {
        _multiplexer = borrowed;
        _isRecognised = true;
    }

    private RedisLink(QueueConnectionOptions options)
    {
        _options = options;
        _logger = options.Logging.CreateLogger("EasyCron.BullMq.Redis");
    }

    public bool IsConnected => _multiplexer is { IsConnected: true };

    public TimeSpan CommandTimeout => _options.CommandTimeout;

    /// <summary>Counts the sockets dialled, so that a caller can tell whether state tied to a socket is stale.</summary>
    public int Dials { get; private set; }

    /// <summary>Sends one plain command.</summary>
    public Task<RedisResult> ExecuteAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        SendAsync(command, _options.CommandTimeout, (command, arguments), static (database, call) => database.ExecuteAsync(call.command, call.arguments), cancellationToken);

    /// <summary>Sends by <paramref name="send"/> and waits for the answer no longer than <paramref name="timeout"/>.</summary>
    /// <param name="what">The command or script, for messages.</param>
    /// <param name="timeout">From now to the answer, waiting for a connection included.</param>
    /// <param name="state">Handed to <paramref name="send"/>.</param>
    /// <param name="send">Starts the command; may run more than once while nothing has reached the server.</param>
    /// <param name="cancellationToken">Cancels the wait; the command may still be carried out.</param>
    public async Task<T> SendAsync<TState, T>(string what, TimeSpan timeout, TState state, Func<IDatabase, TState, Task<T>> send, CancellationToken cancellationToken)
    {
        var clock = _options.Clock;
        var started = clock.GetTimestamp();
        while (true)
        {
            var multiplexer = _multiplexer is { IsConnected: true } ready && _loading is null && _isRecognised
                ? ready
                : await ConnectedAsync(what, started, timeout, cancellationToken).ConfigureAwait(false);
            try
            {
                var sent = send(multiplexer.GetDatabase(_options.Database), state);
                return sent.IsCompletedSuccessfully
                    ? sent.Result
                    : await sent.WaitAsync(Remaining(clock, started, timeout), clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException exception)
            {
                ProbeInBackground(multiplexer);
                throw new QueueUnavailableException($"Redis at {_options} did not answer {what} within {timeout.TotalSeconds:0.###} s.", mayHaveBeenApplied: true, exception);
            }
            catch (RedisConnectionException exception) when (exception.FailureType is ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect)
            {
                // Nothing left for the server, so it is safe to send again once a socket is up.
                await PauseAsync(what, started, timeout, exception, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisConnectionException exception)
            {
                NoteIfLoading(exception);
                throw new QueueUnavailableException($"The connection to Redis at {_options} broke during {what}.", mayHaveBeenApplied: true, exception);
            }
            catch (ObjectDisposedException) when (!_disposed)
            {
                // The multiplexer was replaced between reading it and using it.
                await PauseAsync(what, started, timeout, null, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException exception) when (RedisReply.Code(exception) is "LOADING" or "TRYAGAIN")
            {
                NoteIfLoading(exception);
                await PauseAsync(what, started, timeout, exception, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException exception)
            {
                throw Refused(multiplexer, what, exception);
            }
        }
    }

    /// <summary>Throws the socket away and dials a new one. Commands still waiting on the old one fail.</summary>
    public async Task RedialAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is { } old)
        {
            await ReplaceAsync(old, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await DialAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_configuration is not null)
        {
            Close(Interlocked.Exchange(ref _multiplexer, null));
        }

        return ValueTask.CompletedTask;
    }

    private static TimeSpan Remaining(TimeProvider clock, long started, TimeSpan timeout)
    {
        var left = timeout - clock.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private RedisRefusedException Refused(IConnectionMultiplexer multiplexer, string what, RedisServerException exception)
    {
        var code = RedisReply.Code(exception);
        if (code is "READONLY" or "MASTERDOWN" or "UNBLOCKED")
        {
            // A failover has turned this server into a replica: only a new socket finds the new master.
            ProbeInBackground(multiplexer, forceRedial: true);
        }

        return new RedisRefusedException(code, $"Redis refused {what}: {exception.Message}", exception);
    }

    private async Task<IConnectionMultiplexer> ConnectedAsync(string what, long started, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_multiplexer is null)
            {
                await DialAsync(cancellationToken).WaitAsync(Remaining(_options.Clock, started, timeout), _options.Clock, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (_multiplexer is { IsConnected: true } ready)
            {
                if (await HasLoadedAsync(ready).ConfigureAwait(false) && await IsRecognisedAsync(ready).ConfigureAwait(false))
                {
                    SayBack();
                    return ready;
                }
            }
            else
            {
                await NoteAwayAsync().ConfigureAwait(false);
            }

            if (_multiplexer is { } useless && IsToBeReplaced(useless) && _options.Clock.GetElapsedTime(_dialledAt) > RedialPoll)
            {
                await ReplaceAsync(useless, cancellationToken).ConfigureAwait(false);
            }

            await PauseAsync(what, started, timeout, null, cancellationToken).ConfigureAwait(false);
        }
    }

    // The client would dial a lost master for ever, though the sentinels may know another by now; and it would never log in again on a socket that answers.
    private bool IsToBeReplaced(IConnectionMultiplexer multiplexer) =>
        multiplexer.IsConnected ? _loading is null && !_isRecognised : _options.IsBySentinel;

    private async Task ReplaceAsync(IConnectionMultiplexer old, CancellationToken cancellationToken)
    {
        if (_configuration is null || _disposed)
        {
            return;
        }

        // Of several that found the same socket dead, one replaces it.
        if (ReferenceEquals(Interlocked.CompareExchange(ref _multiplexer, null, old), old))
        {
            Close(old);
        }

        await DialAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PauseAsync(string what, long started, TimeSpan timeout, Exception? cause, CancellationToken cancellationToken)
    {
        if (_options.Clock.GetElapsedTime(started) >= timeout)
        {
            throw new QueueUnavailableException(
                $"Redis at {_options} could not be reached within {timeout.TotalSeconds:0.###} s to run {what}: {Reason(cause)}.", mayHaveBeenApplied: false, cause);
        }

        await Task.Delay(ConnectionPoll, _options.Clock, cancellationToken).ConfigureAwait(false);
    }

    private async Task DialAsync(CancellationToken cancellationToken)
    {
        await _dialing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_multiplexer is not null || _disposed || _configuration is null)
            {
                return;
            }

            _dialledAt = _options.Clock.GetTimestamp();
            var server = _options.IsBySentinel ? await SentinelQuestion.AnswerAsync(_configuration, _options).ConfigureAwait(false) : _configuration;
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(server).ConfigureAwait(false);
            multiplexer.ConnectionFailed += (_, failure) => OnConnectionFailed(failure);
            multiplexer.ConnectionRestored += (_, _) => OnConnectionRestored();
            Dials++;
            _isRecognised = !NamesUser;
            _multiplexer = multiplexer;
            if (_disposed)
            {
                Close(Interlocked.Exchange(ref _multiplexer, null));
            }
        }
        catch (Exception exception) when (exception is RedisConnectionException or QueueUnavailableException)
        {
            SayAway(exception);
        }
        finally
        {
            _dialing.Release();
        }
    }

    private void Close(IConnectionMultiplexer? multiplexer)
    {
        try
        {
            multiplexer?.Close(allowCommandsToComplete: false);
        }
        catch (RedisException exception)
        {
            LogCloseFailed(_logger, exception.Message);
        }
    }
}
