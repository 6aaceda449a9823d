using EasyCron.Testing.Network;

namespace EasyCron.Testing.Http;

/// <summary>How an <see cref="HttpTarget"/> is reached.</summary>
public sealed record HttpTargetOptions
{
    /// <summary>Gets the certificate to serve; with one, the target speaks TLS only, and HTTP/1.1 and HTTP/2 as the client likes.</summary>
    /// <value>Default: none, plain HTTP.</value>
    public TestCertificate? Certificate { get; init; }

    /// <summary>Gets a value indicating whether the target speaks HTTP/2 without TLS (h2c by prior knowledge) in place of HTTP/1.1.</summary>
    /// <value>Default: false.</value>
    public bool PlainHttp2 { get; init; }
}
