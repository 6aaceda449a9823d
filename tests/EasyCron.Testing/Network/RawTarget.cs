using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EasyCron.Testing.Network;

/// <summary>A TCP server on the loopback address that does to each connection what a script says, byte for byte.</summary>
public sealed class RawTarget : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Func<RawConnection, CancellationToken, Task> _script;
    private readonly Task _accepting;
    private int _connections;
    private int _open;
    private long _sent;

    private RawTarget(Func<RawConnection, CancellationToken, Task> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets the address for plain HTTP, such as <c>http://127.0.0.1:34567</c>.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Gets how many connections were made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gets how many connections the script still serves.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Gets how many bytes were handed to the system for sending so far.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>Starts a target on a free port.</summary>
    /// <param name="script">What to do with a connection; see <see cref="RawScript"/> for ready ones. The token ends with the target.</param>
    public static RawTarget Start(Func<RawConnection, CancellationToken, Task> script) => new(script);

    /// <summary>Stops listening and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_served);
        _end.Dispose();
    }

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                Interlocked.Increment(ref _open);
                _served.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The target is disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, this);
        try
        {
            await _script(connection, _end.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The client went, or the target is disposed: both end a script.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
