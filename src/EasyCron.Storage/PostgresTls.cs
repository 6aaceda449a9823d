using Npgsql;

namespace EasyCron.Storage;

/// <summary>Encryption of the connection to PostgreSQL, and whom it trusts.</summary>
public sealed record PostgresTls
{
    /// <summary>How much is asked of the connection.</summary>
    /// <value>Default: <see cref="SslMode.Prefer"/>, as libpq and Prisma have it.</value>
    public SslMode Mode { get; init; } = SslMode.Prefer;

    /// <summary>The PEM file of the authority that must have signed the server's certificate; null for the system's own.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The client's certificate: a PKCS#12 file, or a PEM file beside <see cref="ClientKey"/>.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The PEM file of the client's private key.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The password of the client's key or PKCS#12 file.</summary>
    public string? ClientPassword { get; init; }

    /// <summary>Whether the login is bound to the encrypted channel.</summary>
    /// <value>Default: <see cref="ChannelBinding.Prefer"/>.</value>
    public ChannelBinding ChannelBinding { get; init; } = ChannelBinding.Prefer;

    /// <summary>Describes the settings without any secret.</summary>
    public override string ToString() => $"sslmode {Mode}";
}
