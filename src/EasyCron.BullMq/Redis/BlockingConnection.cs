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
    private long _clientId;
    private int _clientIdDial = -1;
    private volatile bool _disposed;

    /// <summary>Waits for a member of the marker and takes it.</summary>
    /// <returns>The member's score, or null when the time passed without one.</returns>
    /// <exception cref="QueueUnavailableException">No answer came in time; the socket has been replaced.</exception>
    public async Task<Marker?> PopMarkerAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await BlockAsync("BZPOPMIN", [key, Seconds(timeout)], timeout, cancellationToken).ConfigureAwait(false);
        var items = RedisReply.Items(reply);
        return items.Length < 3 ? null : new Marker(RedisReply.Text(items[1]) ?? "", RedisReply.Number(items[2]));
    }

    /// <summary>Sends one blocking command that the server answers within <paramref name="timeout"/>.</summary>
    public async Task<RedisResult> BlockAsync(string command, object[] arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var link = _link ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_clientIdDial != link.Dials)
            {
                var id = await link.ExecuteAsync("CLIENT", ["ID"], cancellationToken).ConfigureAwait(false);
                _clientId = RedisReply.Number(id);
                _clientIdDial = link.Dials;
            }

            return await link.SendAsync(
                command, timeout + Patience, (command, arguments),
                static (database, call) => database.ExecuteAsync(call.command, call.arguments, CommandFlags.NoRedirect), cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Ends a wait in progress as if its time had passed, by asking over another socket. Nothing that the server is about to hand
    /// out can get lost this way, as it could if the socket were closed.
    /// </summary>
    public async Task UnblockAsync(CancellationToken cancellationToken)
    {
        if (_link is not { } link || _clientIdDial != link.Dials)
        {
            return;
        }

        // On a cluster a client's id means something on its server only.
        await connection.AdministerAsync(_owner, "CLIENT", ["UNBLOCK", _clientId], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (Interlocked.Exchange(ref _link, null) is { } link)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The server says that it no longer has, or may not change, the key.</summary>
    private static bool IsElsewhere(QueueException exception) =>
        exception is RedisRefusedException { Code: "MOVED" or "MOVED:" or "ASK" or "READONLY" or "UNBLOCKED" or "CLUSTERDOWN" };

    private static string Seconds(TimeSpan timeout) => Math.Max(timeout.TotalSeconds, 0.001).ToString("0.###", CultureInfo.InvariantCulture);

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
        }
    }
}

/// <summary>What a marker pop returned: member <c>0</c> means work, member <c>1</c> a due time in milliseconds as the score.</summary>
internal readonly record struct Marker(string Member, long Score);
