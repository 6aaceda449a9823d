using System.Net;
using System.Net.Sockets;

namespace EasyCron.Worker.Http;

/// <summary>The addresses no tenant's job may reach: everything that is not plainly public unicast.</summary>
/// <remarks>From the IANA special-purpose registries (RFC 6890 and its successors), and the clouds' metadata services that stand outside them.</remarks>
internal static class ReservedAddresses
{
    private static readonly IPNetwork[] Version4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // carrier-grade NAT; Alibaba's metadata service
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's platform service
        "169.254.0.0/16", // link-local; most clouds' metadata service
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments; Oracle's metadata service
        "192.0.2.0/24", // documentation
        "192.31.196.0/24", // AS112
        "192.52.193.0/24", // automatic multicast tunneling
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "192.175.48.0/24", // AS112
        "198.18.0.0/15", // benchmarking
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved and broadcast

    // Global unicast is 2000::/3 and nothing else: loopback, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard-only (100::/64), segment routing
    // (5f00::/16), unique local (fc00::/7), link-local, site-local and multicast all lie outside it.
    // (IPv4-mapped ones are asked for by name below: .NET 10's IPNetwork finds ::ffff:10.0.0.1 in 2000::/3.)
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Version6 = Networks(
        "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48", // AS112
        "3fff::/20"); // documentation

    /// <summary>Says whether an address is off limits.</summary>
    /// <param name="address">The address that would be dialled.</param>
    /// <returns>True unless it is public unicast.</returns>
    public static bool Contains(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => Array.Exists(Version4, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => address.IsIPv4MappedToIPv6 || !GlobalUnicast.Contains(address) || Array.Exists(Version6, network => network.Contains(address)),
        _ => true,
    };

    private static IPNetwork[] Networks(params ReadOnlySpan<string> texts)
    {
        var networks = new IPNetwork[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            networks[i] = IPNetwork.Parse(texts[i]);
        }

        return networks;
    }
}
