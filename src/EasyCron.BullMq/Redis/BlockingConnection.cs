using System.Globalization;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>
/// A socket of its own for commands that wait in the server, so that nothing else waits behind them. Each wait has a deadline on
/// our side too; when it passes without an answer the socket is taken for dead and dialled again.
/// </summary>
internal sealed class BlockingConnection(ConfigurationOptions configuration, QueueConnectionOptions options, string clientName) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RedisLink _link = new(configuration, options, clientName);
    private long _clientId;
    private int _clientIdDial = -1;

    /// <summary>The name other clients see this socket under in <c>CLIENT LIST</c>.</summary>
    public string ClientName => clientName;

    /// <summary>Waits for a member of the marker and takes it.</summary>
    /// <returns>The member's score, or null when the time passed without one.</returns>
    /// <exception cref="QueueUnavailableException">No answer came in time; the socket has been replaced.</exception>
    public async Task<Marker?> PopMarkerAsync(RedisKey marker, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await BlockAsync("BZPOPMIN", [marker, Seconds(timeout)], timeout, cancellationToken).ConfigureAwait(false);
        var items = RedisReply.Items(reply);
        return items.Length < 3 ? null : new Marker(RedisReply.Text(items[1]) ?? "", RedisReply.Number(items[2]));
    }

    /// <summary>Sends one blocking command that the server answers within <paramref name="timeout"/>.</summary>
    public async Task<RedisResult> BlockAsync(string command, object[] arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_clientIdDial != _link.Dials)
        {
            var id = await _link.ExecuteAsync("CLIENT", ["ID"], cancellationToken).ConfigureAwait(false);
            _clientId = RedisReply.Number(id);
            _clientIdDial = _link.Dials;
        }

        try
        {
            return await _link.SendAsync(
                command, timeout + Patience, (command, arguments),
                static (database, call) => database.ExecuteAsync(call.command, call.arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (QueueUnavailableException)
        {
            _clientIdDial = -1;
            await _link.RedialAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Ends a wait in progress as if its time had passed, by asking over another socket. Nothing that the server is about to hand
    /// out can get lost this way, as it could if the socket were closed.
    /// </summary>
    public async Task UnblockAsync(RedisLink other, CancellationToken cancellationToken)
    {
        if (_clientIdDial == _link.Dials)
        {
            await other.ExecuteAsync("CLIENT", ["UNBLOCK", _clientId], cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static string Seconds(TimeSpan timeout) => Math.Max(timeout.TotalSeconds, 0.001).ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>What a marker pop returned: member <c>0</c> means work, member <c>1</c> a due time in milliseconds as the score.</summary>
internal readonly record struct Marker(string Member, long Score);
