using System.Net;
using System.Net.Sockets;

namespace EasyCron.Testing.Network;

/// <summary>Finds TCP ports on the loopback address that nobody listens on.</summary>
/// <remarks>
/// The ports lie below the range from which Linux takes the local ports of outgoing connections, so a server that is stopped for a while
/// finds its port free when it comes back.
/// </remarks>
public static class FreePort
{
    private const int First = 20000;
    private const int Last = 32000;
    private static readonly HashSet<int> Given = [];

    /// <summary>Picks a free port that this process has not given out before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    /// <summary>Says whether nobody listens on a port now.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
