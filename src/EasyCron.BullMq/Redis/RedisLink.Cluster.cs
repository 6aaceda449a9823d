using System.Net;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

// What is different on a Redis Cluster.
internal sealed partial class RedisLink
{
    private IConnectionMultiplexer? _clusterKnownOf;
    private bool _isCluster;

    /// <summary>Whether the servers form a Redis Cluster; known once a socket is up.</summary>
    public bool IsCluster
    {
        get
        {
            if (_multiplexer is { IsConnected: true } multiplexer && !ReferenceEquals(multiplexer, _clusterKnownOf))
            {
                _isCluster = Servers(multiplexer).Any(server => server.IsConnected && server.ServerType == ServerType.Cluster);
                _clusterKnownOf = multiplexer;
            }

            return _isCluster;
        }
    }

    /// <summary>The server that owns a key's slot; null outside a cluster.</summary>
    public Task<EndPoint?> OwnerOfAsync(RedisKey key, CancellationToken cancellationToken) => SendAsync(
        "EXISTS", _options.CommandTimeout, (Link: this, key),
        static async (database, call) => call.Link.IsCluster ? await database.IdentifyEndpointAsync(call.key).ConfigureAwait(false) : null, cancellationToken);

    /// <summary>The servers of a cluster that are up; none outside a cluster.</summary>
    public Task<IReadOnlyList<EndPoint>> NodesAsync(CancellationToken cancellationToken) => SendAsync<RedisLink, IReadOnlyList<EndPoint>>(
        "PING", _options.CommandTimeout, this,
        static async (database, link) =>
        {
            await database.PingAsync().ConfigureAwait(false);
            var multiplexer = database.Multiplexer;
            return link.IsCluster ? [.. multiplexer.GetEndPoints().Where(node => multiplexer.GetServer(node).IsConnected)] : [];
        },
        cancellationToken);

    /// <summary>Makes sure that all keys of a queue lie in one slot, which only a hash tag brings about.</summary>
    /// <param name="key">One of the queue's keys.</param>
    /// <exception cref="ClusterSlotException">The servers form a cluster and the key has no hash tag.</exception>
    public void RequireHashTag(RedisKey key)
    {
        if (IsCluster && !HasHashTag(key!))
        {
            throw new ClusterSlotException(
                $"The key {key} has no hash tag, so its queue would lie in many slots of the Redis Cluster; give the queue a prefix with one, such as {{bull}}.");
        }
    }

    /// <summary>Makes sure that keys which a script will touch together lie in one slot.</summary>
    /// <exception cref="ClusterSlotException">They do not.</exception>
    public Task RequireOneSlotAsync(IReadOnlyList<RedisKey> keys, CancellationToken cancellationToken) => keys.Count < 2
        ? Task.CompletedTask
        : SendAsync(
            "PING", _options.CommandTimeout, (Link: this, keys),
            static (database, call) =>
            {
                if (call.Link.IsCluster && call.keys.Select(key => database.Multiplexer.HashSlot(key)).Distinct().Count() > 1)
                {
                    throw new ClusterSlotException(
                        $"The keys {string.Join(", ", call.keys)} lie in different slots of the Redis Cluster; give their queues one prefix with a hash tag, such as {{bull}}.");
                }

                return Task.FromResult(true);
            },
            cancellationToken);

    /// <summary>The servers known; none over a link to one node of a cluster, where the client does not tell.</summary>
    private IEnumerable<IServer> Servers(IConnectionMultiplexer multiplexer) =>
        _configuration?.Proxy == Proxy.Twemproxy ? [] : multiplexer.GetEndPoints().Select(server => multiplexer.GetServer(server));

    // Redis hashes what stands between the first brace and the next closing one, unless that is nothing.
    private static bool HasHashTag(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        return open >= 0 && key.IndexOf('}', open) > open + 1;
    }
}
