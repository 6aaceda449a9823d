using System.Net.Sockets;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Redis;

/// <summary>A real Redis that tests may use side by side, each under a prefix of its own.</summary>
public class RedisServer
{
    private static readonly Lazy<Task<RedisServer>> Shared = new(StartSharedAsync);
    private readonly TestCertificate? _certificate;

    private protected RedisServer(string host, int port, string? password, TestCertificate? certificate, bool tls)
    {
        Host = host;
        Port = port;
        Password = password;
        Tls = tls;
        _certificate = certificate;
    }

    /// <summary>Gets the host name or address.</summary>
    public string Host { get; }

    /// <summary>Gets the port.</summary>
    public int Port { get; }

    /// <summary>Gets the password, or null where none is asked for.</summary>
    public string? Password { get; }

    /// <summary>Gets a value indicating whether the server speaks TLS.</summary>
    public bool Tls { get; }

    /// <summary>Gets the address in the form of REDIS_URL.</summary>
    public string Url =>
        $"{(Tls ? "rediss" : "redis")}://{(Password is null ? "" : $":{Uri.EscapeDataString(Password)}@")}{Host}:{Port}";

    /// <summary>Returns the one server that all tests of this process share: the one REDIS_URL names, else a private one started on first use.</summary>
    /// <remarks>Nobody stops, flushes or configures it: a test that wants that starts a private one.</remarks>
    public static Task<RedisServer> SharedAsync() => Shared.Value;

    /// <summary>Starts a server that belongs to the caller alone.</summary>
    /// <param name="options">Persistence, password, TLS, eviction.</param>
    /// <param name="cancellationToken">Cancels the wait for the server.</param>
    public static Task<PrivateRedisServer> StartPrivateAsync(RedisServerOptions? options = null, CancellationToken cancellationToken = default) =>
        PrivateRedisServer.StartNewAsync(options ?? new RedisServerOptions(), cancellationToken);

    /// <summary>Makes a key prefix that no other test uses.</summary>
    public virtual string FreePrefix() => $"test-{UniqueName.Next()}";

    /// <summary>Runs one Redis command through redis-cli.</summary>
    /// <param name="command">The command and its arguments.</param>
    /// <returns>The answer as redis-cli prints it: a line for each element of a list, and an empty text for nil.</returns>
    /// <exception cref="InvalidOperationException">Redis answered an error or did not answer.</exception>
    public async Task<string> ExecuteAsync(params string[] command)
    {
        string[] tls = Tls ? ["--tls", .. _certificate is null ? [] : new[] { "--cacert", _certificate.AuthorityFile }] : [];
        var options = new ChildProcessOptions
        {
            Environment = new Dictionary<string, string?> { ["REDISCLI_AUTH"] = Password },
        };
        var output = await ChildProcess.RunAsync("redis-cli", ["-e", "-h", Host, "-p", $"{Port}", .. tls, .. command], options);
        return output.ToString();
    }

    private static async Task<RedisServer> StartSharedAsync()
    {
        var url = Environment.GetEnvironmentVariable("REDIS_URL");
        if (string.IsNullOrEmpty(url))
        {
            return await StartPrivateAsync();
        }

        var address = new Uri(url);
        var port = address.IsDefaultPort || address.Port < 0 ? 6379 : address.Port;
        var password = Uri.UnescapeDataString(address.UserInfo[(address.UserInfo.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(address.Host, port).WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            throw new InvalidOperationException(
                $"REDIS_URL names {address.Host}:{port}, where nobody answers. Start that Redis, or unset REDIS_URL to have the tests start one.",
                failure);
        }

        return new RedisServer(address.Host, port, password.Length == 0 ? null : password, null, address.Scheme == "rediss");
    }
}
