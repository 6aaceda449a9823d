using System.Net;
using System.Net.Sockets;

namespace EasyCron.Testing.Network;

/// <summary>A TCP proxy between a client and a store that fails on demand in the ways networks fail.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly string _targetHost;
    private readonly int _targetPort;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _accepted;

    private TcpProxy(string targetHost, int targetPort)
    {
        _targetHost = targetHost;
        _targetPort = targetPort;
        Port = FreePort.Next();
        Listen();
    }

    /// <summary>Gets the address that clients use in place of the store's.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>Gets the port that clients use in place of the store's; it stays the same for the proxy's life.</summary>
    public int Port { get; }

    /// <summary>Gets how many connections clients have made so far.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    internal ProxyPassage Passage { get; } = new();

    /// <summary>Starts a proxy in front of a store.</summary>
    public static TcpProxy Start(string targetHost, int targetPort) => new(targetHost, targetPort);

    /// <summary>Closes every connection and refuses new ones, as a store does that is being restarted.</summary>
    public void Cut()
    {
        StopListening();
        EachConnection(connection => connection.Dispose());
    }

    /// <summary>Breaks every connection with a TCP reset; new ones are served.</summary>
    public void Reset() => EachConnection(connection => connection.Reset());

    /// <summary>
    /// Lets nothing through any more: connections stay open, new ones are accepted, and not a byte nor the news of a close passes
    /// in either direction, as when a firewall drops packets. What was held back goes through after <see cref="Restore"/>.
    /// </summary>
    public void BlackHole() => Passage.Close();

    /// <summary>Holds back everything that passes, in each direction, for a while.</summary>
    public void Slow(TimeSpan delay) => Passage.Delay = delay;

    /// <summary>
    /// Lets the store lose every connection while the clients hear nothing of it: their side stays open, what they send vanishes. New
    /// connections are served; the old ones stay dead even after <see cref="Restore"/>.
    /// </summary>
    public void HalfOpen() => EachConnection(connection => connection.Abandon());

    /// <summary>Heals the network: connections are accepted and bytes pass at once.</summary>
    public void Restore()
    {
        Passage.Delay = TimeSpan.Zero;
        Passage.Open();
        lock (_gate)
        {
            if (_listener is null)
            {
                Listen();
            }
        }
    }

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Cut();
        Passage.Open();
        await _accepting;
    }

    internal void Forget(ProxiedConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    private void Listen()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen();
        _accepting = AcceptAsync(_listener);
    }

    private void StopListening()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    private void EachConnection(Action<ProxiedConnection> act)
    {
        List<ProxiedConnection> connections;
        lock (_gate)
        {
            connections = [.. _connections];
        }

        connections.ForEach(act);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception end) when (end is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            var connection = new ProxiedConnection(this, client);
            lock (_gate)
            {
                if (_listener != listener)
                {
                    // Cut between the arrival of this connection and now.
                    connection.Dispose();
                    return;
                }

                _connections.Add(connection);
            }

            connection.Start(_targetHost, _targetPort);
        }
    }
}
