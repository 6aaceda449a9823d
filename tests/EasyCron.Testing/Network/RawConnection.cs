using System.Net.Sockets;
using System.Text;

namespace EasyCron.Testing.Network;

/// <summary>One connection of a <see cref="RawTarget"/>; it closes when its script ends.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly RawTarget _target;

    internal RawConnection(Socket socket, RawTarget target)
    {
        _socket = socket;
        _target = target;
        socket.NoDelay = true;
    }

    /// <summary>Gets the stream, for scripts that speak TLS over it.</summary>
    public NetworkStream Stream => new(_socket, ownsSocket: false);

    /// <summary>Reads up to and including an empty line, which ends the head of an HTTP request.</summary>
    /// <returns>What was read; less when the client closed first.</returns>
    public async Task<string> ReadHeadAsync(CancellationToken cancellationToken = default)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await _socket.ReceiveAsync(next, cancellationToken) > 0)
        {
            head.Append((char)next[0]);
        }

        return head.ToString();
    }

    /// <summary>Sends a text, one byte a character (ISO 8859-1).</summary>
    public Task SendAsync(string text, CancellationToken cancellationToken = default) =>
        SendAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await _socket.SendAsync(bytes, cancellationToken);
            _target.CountSent(sent);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Sends a text byte by byte with a pause after each.</summary>
    public async Task TrickleAsync(string text, TimeSpan pause, CancellationToken cancellationToken = default)
    {
        foreach (var letter in text)
        {
            await SendAsync($"{letter}", cancellationToken);
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Reads and forgets until the client closes its side.</summary>
    public async Task WaitForCloseAsync(CancellationToken cancellationToken = default)
    {
        var buffer = new byte[4096];
        while (await _socket.ReceiveAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    /// <summary>Breaks the connection with a TCP reset.</summary>
    public void Reset() => _socket.Close(0);

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _socket.Dispose();
}
