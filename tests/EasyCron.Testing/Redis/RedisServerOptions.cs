using EasyCron.Testing.Network;

namespace EasyCron.Testing.Redis;

/// <summary>How a private Redis is started.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Gets a value indicating whether every write goes to an append-only file before it is answered, so that a kill loses nothing.</summary>
    /// <value>Default: false, all data is gone with the process.</value>
    public bool AppendOnly { get; init; }

    /// <summary>Gets the password clients must give.</summary>
    /// <value>Default: none.</value>
    public string? Password { get; init; }

    /// <summary>Gets the certificate to serve; with one, the server speaks TLS only.</summary>
    /// <value>Default: none, plain TCP.</value>
    public TestCertificate? Certificate { get; init; }

    /// <summary>Gets the eviction policy, one of Redis's names for <c>maxmemory-policy</c>.</summary>
    /// <value>Default: <c>noeviction</c>, the only one BullMQ is safe with.</value>
    public string MaxMemoryPolicy { get; init; } = "noeviction";

    /// <summary>Gets further settings, each a name and its value as in redis.conf.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
