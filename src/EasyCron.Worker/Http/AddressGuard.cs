using System.Net;
using System.Net.Sockets;

namespace EasyCron.Worker.Http;

/// <summary>
/// Decides at connect time which addresses are dialled. The addresses judged are the very ones connected to, so neither a name that changes its answer, nor a redirect, nor a
/// strange spelling of an address gets past it.
/// </summary>
internal sealed class AddressGuard
{
    // More addresses than this are a name server's prank; the first ones are as good as the rest.
    private const int MostAddressesTried = 8;

    private const string Refused =
        "blocked_address: the target is a private, local or reserved address, or a port that is not for HTTP; EGRESS_ALLOW opens what is wanted";

    private readonly EgressAllowList _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPEndPoint, CancellationToken, Task<Stream>> _dial;

    /// <summary>Makes a guard.</summary>
    /// <param name="allowed">What is opened besides public addresses.</param>
    /// <param name="resolve">Name resolution; the system's when null.</param>
    /// <param name="dial">Opens a TCP connection; the system's when null.</param>
    public AddressGuard(
        EgressAllowList allowed,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        Func<IPEndPoint, CancellationToken, Task<Stream>>? dial = null)
    {
        _allowed = allowed;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _dial = dial ?? DialAsync;
    }

    /// <summary>Resolves a host, filters its addresses and connects to the first of them that answers.</summary>
    /// <param name="target">The host and port of the request.</param>
    /// <param name="patience">The time for all of it; each address gets its share.</param>
    /// <param name="resolved">Called between name resolution and dialling.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="AddressRefusedException">No address of the host may be dialled; none was.</exception>
    /// <exception cref="SocketException">The name does not resolve, or no address answers.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint target, TimeSpan patience, Action resolved, CancellationToken cancellationToken)
    {
        bool hostAllowed = _allowed.AllowsHost(target.Host);
        var addresses = await ResolveAsync(target.Host, cancellationToken);
        IPAddress[] permitted = [.. addresses.Where(address => hostAllowed || Permits(address, target.Port)).Select(Plain).Distinct().Take(MostAddressesTried)];
        if (permitted.Length == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.NoData) : new AddressRefusedException(Refused);
        }

        resolved();
        var share = patience / permitted.Length;
        foreach (var address in permitted[..^1])
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            turn.CancelAfter(share);
            try
            {
                return await _dial(new IPEndPoint(address, target.Port), turn.Token);
            }
            catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The next address may answer; the last one's failure is the one reported.
            }
        }

        return await _dial(new IPEndPoint(permitted[^1], target.Port), cancellationToken);
    }

    // What is permitted in its IPv4-mapped spelling is dialled in the plain one, which every host can do.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool Permits(IPAddress address, int port) =>
        _allowed.AllowsAddress(address) || (!ReservedAddresses.Contains(address) && !ReservedPorts.Contains(port));

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        // The system's resolver does not stop when asked to; the wait does, and what becomes of the question is looked at so that its failure is not left unobserved.
        var question = _resolve(host, cancellationToken);
        _ = question.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return await question.WaitAsync(cancellationToken);
    }

    private static async Task<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
