using System.Net;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Every way we know to make a job call what it must not. Each row has a listener that would hear of it.</summary>
[Parallelizable(ParallelScope.All)]
public class HostileTargetTests
{
    private static readonly IReadOnlyList<HostileTarget> Rows = HostileTarget.ReadAll();

    private static IEnumerable<TestCaseData> Table() => Rows.Select(row => new TestCaseData(row).SetArgDisplayNames(row.ToString()));

    [TestCaseSource(nameof(Table))]
    public async Task D25_nothing_but_public_addresses_is_ever_dialled(HostileTarget row)
    {
        await using var listener = RawTarget.Start(async (connection, end) =>
        {
            while (await connection.ReadHeadAsync(end) is { Length: > 0 } head)
            {
                bool start = head.StartsWith("GET /start ", StringComparison.Ordinal);
                await connection.SendAsync(start ? Redirect(row.Subject) : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", end);
            }
        });
        var network = new StagedNetwork(row, listener);
        var log = new ListLogger<HttpRequestSender>();
        using var sender = new HttpRequestSender(new HttpSettings(), TimeProvider.System, log, network.Guard(EgressAllowList.None));

        string url = row.Kind == "redirect" ? "http://public.test/start" : row.Subject;
        var outcome = await sender.SendAsync(Requests.To(url), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(outcome.End.ToString(), Is.EqualTo(row.End), outcome.Reason);
            Assert.That(network.Dialled, Is.EqualTo(row.Dials ?? []));
            Assert.That(listener.Connections, Is.EqualTo(row.Dials?.Count ?? 0), "connections that arrived");
            Assert.That(log.Entries, Is.Empty);
            if (outcome.End == AttemptEnd.AddressRefused)
            {
                Assert.That(outcome.Reason, Does.Contain("EGRESS_ALLOW"));
                Assert.That(Addresses(row), Has.None.Matches((string? address) => outcome.Reason!.Contains(address!, StringComparison.Ordinal)), "an internal address leaks");
            }
        });
    }

    [Test]
    public void D25_the_table_holds_at_least_300_rows_that_must_not_get_through() =>
        Assert.That(Rows.Count(row => row.End != nameof(AttemptEnd.Answered)), Is.GreaterThanOrEqualTo(300));

    [TestCase("127.0.0.1")]
    [TestCase("127.1")]
    [TestCase("2130706433")]
    [TestCase("0x7f.1")]
    [TestCase("0")]
    [TestCase("localhost")]
    [TestCase("[::ffff:127.0.0.1]")]
    [TestCase("user@127.0.0.1")]
    public async Task D25_with_the_systems_own_resolver_and_sockets_a_listener_on_loopback_hears_nothing(string host)
    {
        await using var listener = RawTarget.Start(RawScript.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        using var sender = new HttpRequestSender(new HttpSettings(), TimeProvider.System, new ListLogger<HttpRequestSender>());

        var outcome = await sender.SendAsync(Requests.To($"http://{host}:{listener.Port}/"), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That((outcome.End, listener.Connections), Is.EqualTo((AttemptEnd.AddressRefused, 0)));
    }

    [TestCase("127.0.0.0/8", "127.0.0.1")]
    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("127.0.0.1", "[::ffff:127.0.0.1]", Description = "what is allowed in one spelling is in the other")]
    [TestCase("localhost", "localhost")]
    [TestCase("10.0.0.0/8, LOCALHOST", "localhost.")]
    public async Task D25_what_the_operator_opens_is_reached(string allowed, string host)
    {
        await using var listener = RawTarget.Start(RawScript.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        var settings = new HttpSettings { EgressAllow = LoopbackSender.Allow(allowed) };
        var guard = new AddressGuard(settings.EgressAllow, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var sender = new HttpRequestSender(settings, TimeProvider.System, new ListLogger<HttpRequestSender>(), guard);

        var outcome = await sender.SendAsync(Requests.To($"http://{host}:{listener.Port}/"), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That((outcome.End, listener.Connections), Is.EqualTo((AttemptEnd.Answered, 1)), outcome.Reason);
    }

    private static string Redirect(string location) => $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

    private static IEnumerable<string> Addresses(HostileTarget row) =>
        (row.Dns ?? new Dictionary<string, string[]>()).Values.SelectMany(answers => answers).SelectMany(answer => answer.Split(',')).Where(address => address.Length > 3);
}
