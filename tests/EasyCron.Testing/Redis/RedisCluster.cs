using System.Globalization;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Redis;

/// <summary>A Redis Cluster of private servers; a master's loss is noticed within about a second.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private RedisCluster(IReadOnlyList<PrivateRedisServer> nodes) => Nodes = nodes;

    /// <summary>Gets all servers, the first masters first.</summary>
    public IReadOnlyList<PrivateRedisServer> Nodes { get; }

    /// <summary>Gets the addresses of all servers, host:port, separated by commas.</summary>
    public string Endpoints => string.Join(',', Nodes.Select(node => $"{node.Host}:{node.Port}"));

    /// <summary>Starts a cluster and waits until every node calls it whole.</summary>
    /// <param name="masters">How many masters share the slots, at least 3.</param>
    /// <param name="replicasPerMaster">How many replicas follow each master.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<RedisCluster> StartAsync(int masters = 3, int replicasPerMaster = 0, CancellationToken cancellationToken = default)
    {
        var starts = Enumerable.Range(0, masters * (1 + replicasPerMaster)).Select(_ => StartNodeAsync(cancellationToken));
        var cluster = new RedisCluster(await Task.WhenAll(starts));
        await ChildProcess.RunAsync(
            "redis-cli",
            ["--cluster", "create", .. cluster.Nodes.Select(node => $"{node.Host}:{node.Port}"),
                "--cluster-replicas", $"{replicasPerMaster}", "--cluster-yes"],
            cancellationToken: cancellationToken);
        foreach (var node in cluster.Nodes)
        {
            await Eventually.BecomesAsync(
                () => node.ExecuteAsync("CLUSTER", "INFO"),
                info => info.Contains("cluster_state:ok", StringComparison.Ordinal),
                cancellationToken: cancellationToken);
        }

        return cluster;
    }

    /// <summary>Makes a key prefix with a hash tag, so that all keys of a queue lie in one slot.</summary>
    public static string FreePrefix() => $"{{test-{UniqueName.Next()}}}";

    /// <summary>Finds the server that is master of a key's slot now.</summary>
    /// <param name="key">A key, or a prefix with its hash tag.</param>
    /// <param name="witness">Who is asked; default the first node. Name another when that one is down.</param>
    public async Task<PrivateRedisServer> MasterOfAsync(string key, PrivateRedisServer? witness = null)
    {
        witness ??= Nodes[0];
        var slot = int.Parse(await witness.ExecuteAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);
        var nodes = await witness.ExecuteAsync("CLUSTER", "NODES");

        // "id ip:port@bus flags master ping pong epoch link slot slot-slot ..."
        var owner = nodes.Split('\n').Select(line => line.Split(' ')).Single(fields => fields.Skip(8).Any(range => Holds(range, slot)));
        var port = int.Parse(owner[1].Split(':', '@')[1], CultureInfo.InvariantCulture);
        return Nodes.Single(node => node.Port == port);
    }

    /// <summary>Kills all servers.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static Task<PrivateRedisServer> StartNodeAsync(CancellationToken cancellationToken) =>
        RedisServer.StartPrivateAsync(
            new RedisServerOptions
            {
                AppendOnly = true,
                Settings = new Dictionary<string, string>
                {
                    ["cluster-enabled"] = "yes",
                    ["cluster-port"] = $"{FreePort.Next()}",
                    ["cluster-node-timeout"] = "1000",
                    ["cluster-announce-ip"] = "127.0.0.1",
                },
            },
            cancellationToken);

    private static bool Holds(string range, int slot)
    {
        if (range.StartsWith('['))
        {
            // A slot on the move: its line still lists it among the plain ranges.
            return false;
        }

        var ends = range.Split('-');
        return int.Parse(ends[0], CultureInfo.InvariantCulture) <= slot && slot <= int.Parse(ends[^1], CultureInfo.InvariantCulture);
    }
}
