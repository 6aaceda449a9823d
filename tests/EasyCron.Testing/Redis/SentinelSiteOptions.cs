using EasyCron.Testing.Network;

namespace EasyCron.Testing.Redis;

/// <summary>How a master, its replica and their sentinel are guarded.</summary>
public sealed record SentinelSiteOptions
{
    /// <summary>Gets the password of master and replica.</summary>
    /// <value>Default: none.</value>
    public string? Password { get; init; }

    /// <summary>Gets the sentinel's own password.</summary>
    /// <value>Default: none.</value>
    public string? SentinelPassword { get; init; }

    /// <summary>Gets the certificate that all three serve; with one, they speak TLS only, with each other too.</summary>
    /// <value>Default: none, plain TCP.</value>
    public TestCertificate? Certificate { get; init; }

    /// <summary>The lines of sentinel.conf.</summary>
    internal IEnumerable<string> SentinelSettings(int port, string directory, PrivateRedisServer master)
    {
        const string Name = SentinelSite.MasterName;
        List<string> lines =
        [
            "bind 127.0.0.1",
            $"dir {directory}",
            $"port {(Certificate is null ? port : 0)}",
            $"sentinel monitor {Name} {master.Host} {master.Port} 1",
            $"sentinel down-after-milliseconds {Name} 1000",
            $"sentinel failover-timeout {Name} 5000",
        ];
        if (Password is not null)
        {
            lines.Add($"sentinel auth-pass {Name} \"{Password}\"");
        }

        if (SentinelPassword is not null)
        {
            lines.Add($"requirepass \"{SentinelPassword}\"");
        }

        if (Certificate is not null)
        {
            lines.AddRange(
            [
                $"tls-port {port}",
                $"tls-cert-file {Certificate.CertificateFile}",
                $"tls-key-file {Certificate.KeyFile}",
                $"tls-ca-cert-file {Certificate.AuthorityFile}",
                "tls-auth-clients no",
                "tls-replication yes",
            ]);
        }

        return lines;
    }
}
