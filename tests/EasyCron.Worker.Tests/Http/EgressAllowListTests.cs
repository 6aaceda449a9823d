using System.Net;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class EgressAllowListTests
{
    [TestCase("10.0.0.0/8", "10.255.0.1", true)]
    [TestCase("10.0.0.0/8", "11.0.0.1", false)]
    [TestCase("10.0.0.5", "10.0.0.5", true)]
    [TestCase("10.0.0.5", "10.0.0.6", false)]
    [TestCase("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [TestCase("::ffff:10.0.0.1", "10.0.0.1", true)]
    [TestCase("fd00::/8", "fd00::1", true)]
    [TestCase("[::1]", "::1", true)]
    [TestCase("fd00::/8 10.0.0.0/8", "10.0.0.1", true)]
    [TestCase("", "10.0.0.1", false)]
    [TestCase(null, "10.0.0.1", false)]
    [TestCase("10.example", "10.0.0.1", false)]
    public void D25_addresses_are_opened_by_address_and_network(string? text, string address, bool expected) =>
        Assert.That(Parse(text).AllowsAddress(IPAddress.Parse(address)), Is.EqualTo(expected));

    [TestCase("api.internal", "api.internal", true)]
    [TestCase("API.internal", "api.INTERNAL.", true)]
    [TestCase("api.internal", "x.api.internal", false)]
    [TestCase("*.internal", "x.y.internal", true)]
    [TestCase("*.internal", "internal", false)]
    [TestCase("*.internal", "notinternal", false)]
    [TestCase("a, b,\n c", "c", true)]
    public void D25_hosts_are_opened_by_name(string text, string host, bool expected) =>
        Assert.That(Parse(text).AllowsHost(host), Is.EqualTo(expected));

    [TestCase("10.0.0.0/33")]
    [TestCase("http://a.test")]
    [TestCase("a.test:80")]
    [TestCase("*")]
    [TestCase("*.")]
    [TestCase("10.0.0.0/8, b@d")]
    public void D25_an_entry_that_is_neither_is_an_error_that_names_it(string text)
    {
        bool parsed = EgressAllowList.TryParse(text, out _, out string? error);

        Assert.Multiple(() =>
        {
            Assert.That(parsed, Is.False);
            Assert.That(error, Does.Contain($"\"{text.Split(", ")[^1]}\""));
        });
    }

    private static EgressAllowList Parse(string? text)
    {
        Assert.That(EgressAllowList.TryParse(text, out var list, out string? error), Is.True, error);
        return list!;
    }
}
