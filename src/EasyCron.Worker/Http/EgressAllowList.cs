using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EasyCron.Worker.Http;

/// <summary>The private targets an operator opens with <c>EGRESS_ALLOW</c>: host names, addresses and networks.</summary>
internal sealed class EgressAllowList
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _suffixes = [];
    private readonly List<IPNetwork> _networks = [];

    private EgressAllowList()
    {
    }

    /// <summary>A list that opens nothing.</summary>
    public static EgressAllowList None { get; } = new();

    /// <summary>Reads the setting: entries separated by commas or spaces.</summary>
    /// <param name="text">Such as <c>api.internal, *.svc.cluster.local, 10.1.0.0/16, ::1</c>. A leading <c>*.</c> stands for any name below.</param>
    /// <param name="list">The list; null when an entry is at fault.</param>
    /// <param name="error">The entry at fault and what is allowed; null when all are good.</param>
    /// <returns>Whether every entry is usable.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EgressAllowList? list, [NotNullWhen(false)] out string? error)
    {
        list = null;
        var read = new EgressAllowList();
        foreach (string entry in (text ?? "").Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!read.TryAdd(entry))
            {
                error = $"\"{entry}\" is neither a host name, an address nor a network such as 10.0.0.0/8";
                return false;
            }
        }

        list = read;
        error = null;
        return true;
    }

    /// <summary>Says whether a host is opened by its name, whatever it resolves to.</summary>
    /// <param name="host">The host as the request names it.</param>
    /// <returns>True when it is listed.</returns>
    public bool AllowsHost(string host)
    {
        string name = host.TrimEnd('.');
        return _hosts.Contains(name) || _suffixes.Exists(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Says whether an address is opened.</summary>
    /// <param name="address">The address; an IPv4-mapped one is judged as its IPv4 address.</param>
    /// <returns>True when it lies in a listed network.</returns>
    public bool AllowsAddress(IPAddress address)
    {
        var plain = Plain(address);
        return _networks.Exists(network => network.Contains(plain));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool TryAdd(string entry)
    {
        if (IPAddress.TryParse(entry.Trim('[', ']'), out var address))
        {
            var plain = Plain(address);
            _networks.Add(new IPNetwork(plain, plain.GetAddressBytes().Length * 8));
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            _networks.Add(network);
            return true;
        }

        bool wildcard = entry.StartsWith("*.", StringComparison.Ordinal);
        string name = wildcard ? entry[2..] : entry;
        if (Uri.CheckHostName(name) != UriHostNameType.Dns)
        {
            return false;
        }

        if (wildcard)
        {
            _suffixes.Add($".{name}");
        }
        else
        {
            _ = _hosts.Add(name.TrimEnd('.'));
        }

        return true;
    }
}
