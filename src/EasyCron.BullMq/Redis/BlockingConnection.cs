using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>
/// A socket of its own for commands that wait in the server, so that nothing else waits behind them. Each wait has a deadline on
/// our side too; when it passes without an answer the socket is taken for dead and dialled again. On a cluster it goes to the
/// server that owns the key, and follows when another one takes over.
/// </summary>
/// <param name="connection">The connection whose servers are dialled.</param>
/// <param name="clientName">The name other clients see this socket under in <c>CLIENT LIST</c>.</param>
/// <param name="key">The key that will be waited on.</param>
internal sealed class BlockingConnection(QueueConnection connection, string clientName, RedisKey key) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private RedisLink? _link;
    private EndPoint? _owner;
    private RedisLink? _besides;
    private long _clientId;
    private int _clientIdDial = -1;
    private volatile bool _disposed;

    /// <summary>How far this program's clock is ahead of that of the server which was asked last.</summary>
    public ServerClock ServerClock { get; } = new(connection.Clock);

    /// <summary>Sends one blocking command that the server answers within <paramref name="timeout"/>.</summary>
    public Task<RedisResult> BlockAsync(string command, object[] arguments, TimeSpan timeout, CancellationToken cancellationToken) => SendAsync(
        command, timeout, isLater: false, (command, arguments),
        static (database, call) => database.ExecuteAsync(call.command, call.arguments, CommandFlags.NoRedirect), cancellationToken);

    /// <summary>
    /// Waits for a member of the marker, takes it, and has the server run a script right behind the wait, whatever ended it: both go out together.
    /// </summary>
    /// <param name="timeout">How long to wait for the marker.</param>
    /// <param name="script">Makes the call once <see cref="ServerClock"/> is known.</param>
    /// <param name="cancellationToken">Cancels our wait; the script may still run.</param>
    /// <returns>The script's answer, and why the server refused to wait, if it did.</returns>
    /// <exception cref="QueueUnavailableException">No answer came in time; the socket has been replaced.</exception>
    /// <exception cref="RedisRefusedException">Redis or the script answered with an error.</exception>
    public Task<(RedisResult Answer, RedisRefusedException? WaitRefused)> PopMarkerAndRunAsync(TimeSpan timeout, Func<ScriptCall> script, CancellationToken cancellationToken)
    {
        object[] wait = [key, Seconds(timeout)];
        return SendAsync(
            "BZPOPMIN", timeout, isLater: true, (wait, script), static (database, call) => PopMarkerAndRunAsync(database, call.wait, call.script()), cancellationToken);
    }

    /// <summary>
    /// Ends a wait in progress as if its time had passed, by asking over another socket. Nothing that the server is about to hand
    /// out can get lost this way, as it could if the socket were closed.
    /// </summary>
    /// <returns>Whether there was a wait to end.</returns>
    public async Task<bool> UnblockAsync(CancellationToken cancellationToken)
    {
        if (_link is not { } link || _clientIdDial != link.Dials)
        {
            return false;
        }

        // On a cluster a client's id means something on its server only, and a borrowed multiplexer may not be allowed to ask.
        var besides = _owner is null && !connection.IsBorrowed ? connection.Link : _besides ??= connection.OpenNode(_owner, clientName: null);
        return RedisReply.Number(await besides.ExecuteAsync("CLIENT", ["UNBLOCK", _clientId], cancellationToken).ConfigureAwait(false)) == 1;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (Interlocked.Exchange(ref _link, null) is { } link)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }

        await CloseBesidesAsync().ConfigureAwait(false);
    }

    /// <summary>The server says that it no longer has, or may not change, the key.</summary>
    private static bool IsElsewhere(QueueException exception) =>
        exception is RedisRefusedException { Code: "MOVED" or "MOVED:" or "ASK" or "READONLY" or "UNBLOCKED" or "CLUSTERDOWN" };

    private static RedisRefusedException Refused(RedisServerException refusal) =>
        new(RedisReply.Code(refusal), $"Redis refused BZPOPMIN: {refusal.Message}", refusal);

    private static string Seconds(TimeSpan timeout) => Math.Max(timeout.TotalSeconds, 0.001).ToString("0.###", CultureInfo.InvariantCulture);

    private static async Task<(RedisResult Answer, RedisRefusedException? WaitRefused)> PopMarkerAndRunAsync(IDatabase database, object[] wait, ScriptCall script)
    {
        var waiting = database.ExecuteAsync("BZPOPMIN", wait, CommandFlags.NoRedirect);
        if (waiting.IsFaulted)
        {
            await waiting.ConfigureAwait(false);
        }

        var answering = database.ScriptEvaluateAsync(script.Command.Hash, script.Keys, script.Arguments, CommandFlags.NoRedirect);

        // Answers come in the order of the commands: where the second one has its own, so has the first.
        await ((Task)answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var refused = waiting.Exception?.InnerException is RedisServerException refusal ? Refused(refusal) : null;
        return (await answering.ConfigureAwait(false), refused);
    }

    /// <param name="isLater">Whether something will run when the wait has ended, and so must know <see cref="ServerClock"/>.</param>
    private async Task<T> SendAsync<TState, T>(
        string command, TimeSpan timeout, bool isLater, TState state, Func<IDatabase, TState, Task<T>> send, CancellationToken cancellationToken)
    {
        var link = _link ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_clientIdDial != link.Dials)
            {
                var id = await link.ExecuteAsync("CLIENT", ["ID"], cancellationToken).ConfigureAwait(false);
                _clientId = RedisReply.Number(id);
                _clientIdDial = link.Dials;
                ServerClock.Forget();
            }

            if (isLater)
            {
                await ServerClock.LearnAsync(link, cancellationToken).ConfigureAwait(false);
            }

            return await link.SendAsync(command, timeout + Patience, state, send, cancellationToken).ConfigureAwait(false);
        }
        catch (QueueException exception) when (exception is QueueUnavailableException || IsElsewhere(exception))
        {
            // What broke this socket may have broken the shared one too, and whoever is woken now would wait on it for long.
            connection.Link.Suspect();
            _clientIdDial = -1;
            await ReplaceAsync(link).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<RedisLink> OpenAsync(CancellationToken cancellationToken)
    {
        _owner = await connection.Link.OwnerOfAsync(key, cancellationToken).ConfigureAwait(false);
        var link = connection.OpenNode(_owner, clientName);
        _clientIdDial = -1;
        _link = link;
        if (_disposed)
        {
            await DisposeAsync().ConfigureAwait(false);
        }

        return link;
    }

    private async Task ReplaceAsync(RedisLink link)
    {
        if (_owner is null)
        {
            await link.RedialAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            // Another server may own the key by now: the next wait asks.
            Interlocked.CompareExchange(ref _link, null, link);
            await link.DisposeAsync().ConfigureAwait(false);
            await CloseBesidesAsync().ConfigureAwait(false);
        }
    }

    private ValueTask CloseBesidesAsync() => Interlocked.Exchange(ref _besides, null)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
