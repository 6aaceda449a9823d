using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>Makes the message handlers all requests share. Whatever could weaken the guard is off: proxies, cookies, automatic redirects and decompression.</summary>
internal static class HttpTransport
{
    /// <summary>The most bytes of response headers (and trailers) taken, in KiB.</summary>
    public const int MaxHeaderKibibytes = 64;

    /// <summary>Makes the handler.</summary>
    /// <param name="settings">Limits and times.</param>
    /// <param name="guard">Connects, or refuses to.</param>
    /// <param name="trustedRoot">A root certificate to trust instead of the system's; null for the system's. There is no way to trust everything.</param>
    /// <param name="reuse">Whether a connection serves more than one request.</param>
    /// <returns>The handler; its owner disposes it.</returns>
    public static SocketsHttpHandler Create(HttpSettings settings, AddressGuard guard, X509Certificate2? trustedRoot, bool reuse)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            MaxConnectionsPerServer = settings.MaxConnectionsPerHost,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = reuse ? settings.PooledConnectionLifetime : TimeSpan.Zero,
            PooledConnectionIdleTimeout = settings.PooledConnectionIdleTimeout,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            MaxResponseDrainSize = 0, // what is left of an answer is not read: the connection is closed instead
            ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateNoOutputPropagator(), // traceparent is ours to send, or not
            ResponseHeaderEncodingSelector = static (name, _) => name == "Location" ? Encoding.UTF8 : null,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(guard, settings.ConnectTimeout, context, cancellationToken),
            PlaintextStreamFilter = static (context, _) =>
            {
                AttemptProgress.Of(context.InitialRequestMessage)?.Enter(AttemptPhase.Headers);
                return ValueTask.FromResult<Stream>(new SingleSendStream(context.PlaintextStream));
            },
        };
        if (trustedRoot is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trustedRoot },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(
        AddressGuard guard, TimeSpan patience, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        AttemptProgress? progress = AttemptProgress.Of(context.InitialRequestMessage);
        progress?.Enter(AttemptPhase.Dns);
        var connection = await guard.ConnectAsync(context.DnsEndPoint, patience, () => progress?.Enter(AttemptPhase.Connect), cancellationToken);
        if (context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps)
        {
            progress?.Enter(AttemptPhase.Tls);
        }

        return connection;
    }
}
