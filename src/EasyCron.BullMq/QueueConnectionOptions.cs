using System.Security.Cryptography.X509Certificates;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyCron.BullMq;

/// <summary>Where Redis is and how patient to be with it.</summary>
public sealed record QueueConnectionOptions
{
    /// <summary>Servers as <c>host:port</c>. One for a single server; any few nodes of a cluster; the sentinels where <see cref="SentinelMaster"/> is set.</summary>
    /// <value>Default: <c>127.0.0.1:6379</c>.</value>
    public IReadOnlyList<string> Endpoints { get; init; } = ["127.0.0.1:6379"];

    /// <summary>The ACL user to log in as; null or empty for the default user.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="User"/>; null or empty for none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// The name of the master to use, where <see cref="Endpoints"/> are Redis Sentinels; null where they are the servers themselves.
    /// The sentinels are asked at each dial, so work goes on with the new master after a failover.
    /// </summary>
    public string? SentinelMaster { get; init; }

    /// <summary>The password of the sentinels, which is not that of the master; null or empty for none.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>The database number; must be 0 on a cluster.</summary>
    /// <value>Default: 0.</value>
    public int Database { get; init; }

    /// <summary>Whether to speak TLS. The server's certificate is always verified.</summary>
    public bool Tls { get; init; }

    /// <summary>A certificate authority to trust besides the machine's own, for servers with a private one.</summary>
    public X509Certificate2? CertificateAuthority { get; init; }

    /// <summary>How long one attempt to connect may take.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a command may take, waiting for a connection included. Beyond it the call ends with
    /// <see cref="QueueUnavailableException"/> and the connection is tested and, if dead, dialled again.
    /// </summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock every queue and worker on this connection decides by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where every queue and worker on this connection logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    internal bool IsBySentinel => !string.IsNullOrEmpty(SentinelMaster);

    /// <summary>
    /// Reads <c>redis://[[user]:password@]host[:port][/database]</c>, or <c>rediss://</c> for TLS; several hosts of a cluster may be
    /// separated by commas.
    /// </summary>
    /// <exception cref="FormatException">The text is not such an address; the message never contains the password.</exception>
    public static QueueConnectionOptions Parse(string url) => RedisUrl.Parse(url);

    /// <summary>The address without its password, for messages.</summary>
    public override string ToString() =>
        $"{(Tls ? "rediss" : "redis")}://{string.Join(',', Endpoints)}/{Database}{(IsBySentinel ? $" (master {SentinelMaster})" : "")}";
}
