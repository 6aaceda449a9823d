using System.Net;
using System.Net.Sockets;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class AddressGuardTests
{
    private static readonly DnsEndPoint Target = new("public.test", 80);

    [Test]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        var dialled = new List<string>();
        var guard = new AddressGuard(EgressAllowList.None, Answer("1.1.1.1", "1.1.1.2", "1.1.1.3"), (endPoint, _) =>
        {
            dialled.Add(endPoint.ToString());
            return dialled.Count < 3 ? throw new SocketException((int)SocketError.ConnectionRefused) : Task.FromResult(Stream.Null);
        });

        await using var connection = await guard.ConnectAsync(Target, TimeSpan.FromMinutes(1), () => { }, CancellationToken.None);

        Assert.That(dialled, Is.EqualTo(new[] { "1.1.1.1:80", "1.1.1.2:80", "1.1.1.3:80" }));
    }

    [Test]
    public async Task An_address_that_swallows_packets_gets_only_its_share_of_the_time()
    {
        var guard = new AddressGuard(EgressAllowList.None, Answer("1.1.1.1", "1.1.1.2"), async (endPoint, cancellationToken) =>
        {
            await Task.Delay(endPoint.Address.ToString() == "1.1.1.1" ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken);
            return Stream.Null;
        });

        await using var connection = await guard.ConnectAsync(Target, TimeSpan.FromMilliseconds(200), () => { }, CancellationToken.None);

        Assert.That(connection, Is.SameAs(Stream.Null));
    }

    [Test]
    public void No_more_than_eight_addresses_are_tried()
    {
        int dialled = 0;
        string[] many = [.. Enumerable.Range(1, 1000).Select(i => $"93.184.{i / 250}.{i % 250}")];
        var guard = new AddressGuard(EgressAllowList.None, Answer(many), (_, _) =>
        {
            dialled++;
            throw new SocketException((int)SocketError.HostUnreachable);
        });

        Assert.That(
            async () => await guard.ConnectAsync(Target, TimeSpan.FromMinutes(1), () => { }, CancellationToken.None),
            Throws.TypeOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.HostUnreachable));
        Assert.That(dialled, Is.EqualTo(8));
    }

    [Test]
    public void A_resolver_that_never_answers_holds_nobody_up()
    {
        var guard = new AddressGuard(EgressAllowList.None, (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(async () => await guard.ConnectAsync(Target, TimeSpan.FromMinutes(1), () => { }, stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static Func<string, CancellationToken, Task<IPAddress[]>> Answer(params string[] addresses) =>
        (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
}
