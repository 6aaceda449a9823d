namespace EasyCron.Testing.Network;

/// <summary>Scripts for a <see cref="RawTarget"/>: the ways in which an HTTP server can be broken or hostile.</summary>
public static class RawScript
{
    /// <summary>Reads the request and sends a text as it stands, then closes.</summary>
    public static Func<RawConnection, CancellationToken, Task> Send(string text) => async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        await connection.SendAsync(text, end);
    };

    /// <summary>Reads the request and sends a text byte by byte, then closes.</summary>
    public static Func<RawConnection, CancellationToken, Task> Trickle(string text, TimeSpan pause) => async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        await connection.TrickleAsync(text, pause, end);
    };

    /// <summary>Reads the request, sends a first text, then a second one again and again until the client goes.</summary>
    /// <example>An endless body: <c>Endless("HTTP/1.1 200 OK\r\n\r\n", new string('x', 65536))</c>; endless headers:
    /// <c>Endless("HTTP/1.1 200 OK\r\n", "X-Flood: 1\r\n")</c>.</example>
    public static Func<RawConnection, CancellationToken, Task> Endless(string first, string again) => async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        await connection.SendAsync(first, end);
        while (true)
        {
            await connection.SendAsync(again, end);
        }
    };

    /// <summary>Accepts and says nothing until the client goes; a TLS client is left in its handshake.</summary>
    public static Func<RawConnection, CancellationToken, Task> Silence { get; } = (connection, end) => connection.WaitForCloseAsync(end);

    /// <summary>Breaks the connection with a TCP reset as soon as the request is read.</summary>
    public static Func<RawConnection, CancellationToken, Task> Reset { get; } = async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        connection.Reset();
    };

    /// <summary>Reads the request, sends a text, then breaks the connection with a TCP reset.</summary>
    public static Func<RawConnection, CancellationToken, Task> ResetAfter(string text) => async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        await connection.SendAsync(text, end);
        connection.Reset();
    };
}
