using System.Globalization;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Redis;

/// <summary>A master, its replica and a Redis Sentinel that puts the replica in the master's place within a few seconds.</summary>
public sealed class SentinelSite : IAsyncDisposable
{
    /// <summary>The name under which the sentinel knows the master.</summary>
    public const string MasterName = "mymaster";

    private readonly SentinelSiteOptions _options;
    private readonly ChildProcess _sentinel;
    private readonly string _directory;

    private SentinelSite(SentinelSiteOptions options, PrivateRedisServer master, PrivateRedisServer replica, ChildProcess sentinel, string directory, int port)
    {
        (_options, Master, Replica, _sentinel, _directory, Port) = (options, master, replica, sentinel, directory, port);
    }

    /// <summary>Gets the server that is master at first.</summary>
    public PrivateRedisServer Master { get; }

    /// <summary>Gets the server that follows it at first.</summary>
    public PrivateRedisServer Replica { get; }

    /// <summary>Gets the sentinel's port.</summary>
    public int Port { get; }

    /// <summary>Gets the sentinel's address in the form of REDIS_URL, with the servers' password, as the settings of a worker want it.</summary>
    public string Url => Master.Url.Replace($":{Master.Port}", $":{Port}", StringComparison.Ordinal);

    /// <summary>Starts all three and waits until the sentinel knows the replica and the replica is up to date.</summary>
    /// <param name="options">Passwords and TLS.</param>
    public static async Task<SentinelSite> StartAsync(SentinelSiteOptions? options = null)
    {
        options ??= new SentinelSiteOptions();
        var server = new RedisServerOptions { AppendOnly = true, Password = options.Password, Certificate = options.Certificate };
        if (options.Certificate is not null)
        {
            server = server with { Settings = new Dictionary<string, string> { ["tls-replication"] = "yes" } };
        }

        var master = await RedisServer.StartPrivateAsync(server);
        var replica = await RedisServer.StartPrivateAsync(server);
        await replica.ExecuteAsync("REPLICAOF", master.Host, $"{master.Port}");
        await Eventually.BecomesAsync(() => replica.ExecuteAsync("INFO", "replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));

        var directory = TestDirectory.Create("sentinel");
        var port = FreePort.Next();
        var settings = Path.Combine(directory, "sentinel.conf");
        await File.WriteAllLinesAsync(settings, options.SentinelSettings(port, directory, master));
        var site = new SentinelSite(options, master, replica, ChildProcess.Start("redis-server", [settings, "--sentinel"]), directory, port);
        try
        {
            await site._sentinel.WaitForLineAsync("+slave slave");
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the sentinel put the replica in the master's place.</summary>
    public Task FailOverAsync() => Eventually.BecomesTrueAsync(
        async () =>
        {
            try
            {
                await AskAsync("SENTINEL", "FAILOVER", MasterName);
                return true;
            }
            catch (InvalidOperationException refusal) when (refusal.Message.Contains("NOGOODSLAVE", StringComparison.Ordinal))
            {
                // On a busy machine the sentinel may not have heard from the replica for a moment.
                return false;
            }
        },
        TimeSpan.FromMinutes(1));

    /// <summary>Waits until the sentinel names the one that was the replica as master.</summary>
    public async Task WaitForFailoverAsync()
    {
        var port = Replica.Port.ToString(CultureInfo.InvariantCulture);
        await Eventually.BecomesAsync(
            () => AskAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName),
            answer => answer.Contains(port, StringComparison.Ordinal),
            TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(() => Replica.ExecuteAsync("ROLE"), role => role.StartsWith("master", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
    }

    /// <summary>Runs one command of the sentinel's through redis-cli.</summary>
    /// <returns>The answer as redis-cli prints it.</returns>
    public async Task<string> AskAsync(params string[] command)
    {
        string[] tls = _options.Certificate is { } certificate ? ["--tls", "--cacert", certificate.AuthorityFile] : [];
        var environment = new ChildProcessOptions { Environment = new Dictionary<string, string?> { ["REDISCLI_AUTH"] = _options.SentinelPassword } };
        return (await ChildProcess.RunAsync("redis-cli", ["-e", "-h", Master.Host, "-p", $"{Port}", .. tls, .. command], environment)).ToString();
    }

    /// <summary>Ends all three.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sentinel.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        await Master.DisposeAsync();
        await Replica.DisposeAsync();
    }
}
