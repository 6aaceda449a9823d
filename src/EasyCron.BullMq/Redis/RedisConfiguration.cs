using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>Our options in the client's terms.</summary>
internal static partial class RedisConfiguration
{
    private static readonly CommandMap WithoutPubSub = CommandMap.Create(["SUBSCRIBE"], available: false);

    private static readonly IReconnectRetryPolicy Redial = new LinearRetry(500);

    public static ConfigurationOptions From(QueueConnectionOptions options)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds,
            DefaultDatabase = options.Database,
            User = string.IsNullOrEmpty(options.User) ? null : options.User,
            Password = string.IsNullOrEmpty(options.Password) ? null : options.Password,
            Ssl = options.Tls,
        };
        foreach (var endpoint in options.Endpoints)
        {
            configuration.EndPoints.Add(ParseEndpoint(endpoint));
        }

        if (options.Tls)
        {
            configuration.SslHost = endpointHost(options.Endpoints[0]);
            var logger = options.Logging.CreateLogger("EasyCron.BullMq.Redis");
            var isTold = 0;
            configuration.CertificateValidation += (_, certificate, _, errors) =>
            {
                var isTrusted = IsTrusted(certificate, errors, options.CertificateAuthority);
                if (!isTrusted && Interlocked.Exchange(ref isTold, 1) == 0)
                {
                    // The client itself says only that it could not connect.
                    LogNotTrusted(logger, options.ToString(), errors);
                }

                return isTrusted;
            };
        }

        return Private(configuration, clientName: null);

        static string endpointHost(string endpoint) => endpoint[..endpoint.LastIndexOf(':')].Trim('[', ']');
    }

    /// <summary>
    /// A copy for one socket. Pub/sub is switched off: it would open a second socket of the same name, and BullMQ's
    /// <c>getWorkers</c> counts names.
    /// </summary>
    public static ConfigurationOptions Private(ConfigurationOptions configuration, string? clientName)
    {
        var copy = configuration.Clone();
        copy.AbortOnConnectFail = false;
        copy.ClientName = clientName;
        copy.TieBreaker = "";
        copy.ConfigurationChannel = "";
        copy.CommandMap = WithoutPubSub;

        // CLIENT counts as administration: its ID and UNBLOCK end a blocking wait, its LIST names a queue's workers.
        copy.AllowAdmin = true;

        // The shapes of replies that the scripts and the readers here were written for.
        copy.Protocol = RedisProtocol.Resp2;

        // Deadlines are ours, per command: a blocking wait may take longer than any default, and waits for a connection are timed with it.
        copy.AsyncTimeout = int.MaxValue;
        copy.BacklogPolicy = BacklogPolicy.FailFast;
        copy.ReconnectRetryPolicy = Redial;
        return copy;
    }

    /// <summary>A copy that knows one server of a cluster and does not look for the others; the same configuration where none is named.</summary>
    public static ConfigurationOptions At(ConfigurationOptions configuration, EndPoint? node)
    {
        if (node is null)
        {
            return configuration;
        }

        var copy = configuration.Clone();
        copy.EndPoints.Clear();
        copy.EndPoints.Add(node);

        // A proxy is the one thing the client does not ask for its role, its replicas and its fellows.
        copy.Proxy = Proxy.Twemproxy;
        return copy;
    }

    private static EndPoint ParseEndpoint(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        var host = endpoint[..colon].Trim('[', ']');
        var port = int.Parse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2? authority)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (authority is null || certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = new X509Certificate2(certificate);
        return chain.Build(copy);
    }

    [LoggerMessage(5, LogLevel.Error, "The certificate of Redis at {Address} is not trusted ({Errors}), so nothing is sent to it.")]
    private static partial void LogNotTrusted(ILogger logger, string address, SslPolicyErrors errors);
}
