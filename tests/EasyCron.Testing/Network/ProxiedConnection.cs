using System.Net.Sockets;

namespace EasyCron.Testing.Network;

/// <summary>One client's connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxiedConnection(TcpProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _store = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _end = new();
    private int _disposed;

    public void Start(string host, int port)
    {
        client.NoDelay = true;
        _ = ConnectAsync(host, port);
    }

    /// <summary>Breaks both sides with a TCP reset.</summary>
    public void Reset()
    {
        if (Volatile.Read(ref _disposed) == 0)
        {
            client.LingerState = new LingerOption(true, 0);
            _store.LingerState = new LingerOption(true, 0);
            Close();
        }
    }

    /// <summary>Closes the store's side alone; the client's stays open, read by nobody, until the proxy closes it.</summary>
    public void Abandon()
    {
        if (Volatile.Read(ref _disposed) == 0)
        {
            _end.Cancel();
            _store.Dispose();
        }
    }

    /// <summary>Closes both sides in peace: each peer reads the end of the stream.</summary>
    public void Dispose()
    {
        // Closing a socket that somebody is about to read from sends a reset, unless its end has been announced before.
        AnnounceEnd(client);
        AnnounceEnd(_store);
        Close();
    }

    private static void AnnounceEnd(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Never connected, or ended by the peer or by us: nobody waits for the news.
        }
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _end.Cancel();
            client.Dispose();
            _store.Dispose();
            _end.Dispose();
            proxy.Forget(this);
        }
    }

    private Task ConnectAsync(string host, int port) => UntilBrokenAsync(async () =>
    {
        await proxy.Passage.PassAsync(_end.Token);
        await _store.ConnectAsync(host, port, _end.Token);
        await Task.WhenAll(UntilBrokenAsync(() => PumpAsync(client, _store)), UntilBrokenAsync(() => PumpAsync(_store, client)));
        _end.Token.ThrowIfCancellationRequested();
        Dispose();
    });

    private async Task UntilBrokenAsync(Func<Task> act)
    {
        try
        {
            try
            {
                await act();
            }
            catch (SocketException)
            {
                // The news that one side broke takes the way that bytes take, then reaches the other side.
                await proxy.Passage.PassAsync(_end.Token);
                Dispose();
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Closed, reset or abandoned on purpose, and dealt with there.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer.AsMemory(), _end.Token);
            await proxy.Passage.PassAsync(_end.Token);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
    }
}
