using System.Net.Sockets;
using EasyCron.Testing.Network;

namespace EasyCron.Testing.Tests.Network;

public sealed class TcpProxyTests
{
    private RawTarget _store = null!; // made by SetUp
    private TcpProxy _proxy = null!; // made by SetUp
    private int _received;

    [SetUp]
    public void Open()
    {
        // A store that sends back what it is sent.
        _store = RawTarget.Start(async (connection, end) =>
        {
            await using var stream = connection.Stream;
            var letter = new byte[1];
            while (await stream.ReadAsync(letter, end) > 0)
            {
                Interlocked.Increment(ref _received);
                await stream.WriteAsync(letter, end);
            }
        });
        _proxy = TcpProxy.Start("127.0.0.1", _store.Port);
    }

    [TearDown]
    public async Task Close()
    {
        await _proxy.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public async Task Bytes_and_the_end_of_them_pass_in_both_directions()
    {
        using var client = await ConnectAsync();

        Assert.That(await AskAsync(client), Is.EqualTo(1));
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await ReadAsync(client), Is.Zero, "the store's close comes back");
        await Eventually.BecomesAsync(() => _store.OpenConnections, open => open == 0);
    }

    [Test]
    public async Task A_cut_closes_connections_and_refuses_new_ones_until_restored()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);

        _proxy.Cut();

        Assert.That(await ReadAsync(client), Is.Zero);
        var refused = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.That(refused?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
        await Eventually.BecomesAsync(() => _store.OpenConnections, open => open == 0);

        _proxy.Restore();
        using var later = await ConnectAsync();
        Assert.That(await AskAsync(later), Is.EqualTo(1));
        Assert.That(_proxy.Connections, Is.EqualTo(2));
    }

    [Test]
    public async Task A_reset_breaks_connections_and_serves_new_ones()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);

        _proxy.Reset();

        var broken = await Assert.ThrowsAsync<SocketException>(() => ReadAsync(client));
        Assert.That(broken?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
        using var later = await ConnectAsync();
        Assert.That(await AskAsync(later), Is.EqualTo(1));
    }

    [Test]
    public async Task A_black_hole_swallows_everything_until_restored()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);

        _proxy.BlackHole();
        await client.Client.SendAsync(new byte[1]);
        var answer = ReadAsync(client);
        using var later = await ConnectAsync();
        await Eventually.BecomesAsync(() => _proxy.Passage.Waiting, waiting => waiting == 2);
        Assert.That(_store.Connections, Is.EqualTo(1), "the new connection is accepted but leads nowhere");
        Assert.That((answer.IsCompleted, _received), Is.EqualTo((false, 1)), "the byte is held back");

        _proxy.Restore();
        Assert.That(await answer, Is.EqualTo(1));
        Assert.That(await AskAsync(later), Is.EqualTo(1));
    }

    [Test]
    public async Task A_half_open_connection_stays_open_for_the_client_alone()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);

        _proxy.HalfOpen();

        await Eventually.BecomesAsync(() => _store.OpenConnections, open => open == 0);
        await client.Client.SendAsync(new byte[1]);
        var answer = ReadAsync(client);
        using var later = await ConnectAsync();
        Assert.That(await AskAsync(later), Is.EqualTo(1), "new connections are served");
        Assert.That(answer.IsCompleted, Is.False);

        _proxy.Cut();
        await Eventually.BecomesTrueAsync(() => answer.IsCompleted);
    }

    [Test]
    public async Task A_slow_proxy_holds_back_what_passes_in_each_direction()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);
        var started = TimeProvider.System.GetTimestamp();

        _proxy.Slow(TimeSpan.FromMilliseconds(60));
        await AskAsync(client);

        // A timer may end a tick of the system early, hence not quite twice the delay; there is no upper bound.
        Assert.That(TimeProvider.System.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromMilliseconds(100)));
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_proxy.Host, _proxy.Port);
        return client;
    }

    private static async Task<int> AskAsync(TcpClient client)
    {
        await client.Client.SendAsync(new byte[1]);
        return await ReadAsync(client);
    }

    private static async Task<int> ReadAsync(TcpClient client) =>
        await client.Client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.DefaultDeadline);
}
