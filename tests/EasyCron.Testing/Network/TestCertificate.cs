using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyCron.Testing.Network;

/// <summary>A certificate for localhost with an authority of its own, as PEM files for servers and as objects for .NET.</summary>
public sealed class TestCertificate
{
    private TestCertificate(string directory, X509Certificate2 authority, X509Certificate2 server)
    {
        AuthorityFile = Path.Combine(directory, "ca.crt");
        CertificateFile = Path.Combine(directory, "server.crt");
        KeyFile = Path.Combine(directory, "server.key");
        Authority = authority;
        Server = server;
    }

    /// <summary>Gets the PEM file of the authority that clients must trust.</summary>
    public string AuthorityFile { get; }

    /// <summary>Gets the PEM file of the server's certificate.</summary>
    public string CertificateFile { get; }

    /// <summary>Gets the PEM file of the server's private key.</summary>
    public string KeyFile { get; }

    /// <summary>Gets the authority's certificate, without its key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>Gets the server's certificate with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Makes an authority and a certificate for localhost and 127.0.0.1, valid from yesterday for a year.</summary>
    public static TestCertificate Create()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, until) = (now.AddDays(-1), now.AddYears(1));

        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=EasyCron test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var signed = serverRequest.Create(authority, from, until, RandomNumberGenerator.GetBytes(16));

        var certificate = new TestCertificate(
            TestDirectory.Create("certificate"),
            X509CertificateLoader.LoadCertificate(authority.RawData),
            signed.CopyWithPrivateKey(serverKey));
        File.WriteAllText(certificate.AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(certificate.CertificateFile, signed.ExportCertificatePem());
        File.WriteAllText(certificate.KeyFile, serverKey.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
