using System.Globalization;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Redis;

/// <summary>A master, its replica and a Redis Sentinel that puts the replica in the master's place within a few seconds.</summary>
public sealed class SentinelSite : IAsyncDisposable
{
    /// <summary>The name under which the sentinel knows the master.</summary>
    public const string MasterName = "mymaster";

    private readonly ChildProcess _sentinel;
    private readonly string _directory;

    private SentinelSite(PrivateRedisServer master, PrivateRedisServer replica, ChildProcess sentinel, string directory, int port)
    {
        (Master, Replica, _sentinel, _directory, Port) = (master, replica, sentinel, directory, port);
    }

    /// <summary>Gets the server that is master at first.</summary>
    public PrivateRedisServer Master { get; }

    /// <summary>Gets the server that follows it at first.</summary>
    public PrivateRedisServer Replica { get; }

    /// <summary>Gets the sentinel's port.</summary>
    public int Port { get; }

    /// <summary>Gets the sentinel's address in the form of REDIS_URL.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Starts all three and waits until the sentinel knows the replica and the replica is up to date.</summary>
    public static async Task<SentinelSite> StartAsync()
    {
        var master = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        var replica = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        await replica.ExecuteAsync("REPLICAOF", master.Host, $"{master.Port}");
        await Eventually.BecomesAsync(() => replica.ExecuteAsync("INFO", "replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));

        var directory = TestDirectory.Create("sentinel");
        var port = FreePort.Next();
        var settings = Path.Combine(directory, "sentinel.conf");
        await File.WriteAllTextAsync(
            settings,
            $"port {port}\nbind 127.0.0.1\ndir {directory}\nsentinel monitor {MasterName} {master.Host} {master.Port} 1\n" +
            $"sentinel down-after-milliseconds {MasterName} 1000\nsentinel failover-timeout {MasterName} 5000\n");
        var site = new SentinelSite(master, replica, ChildProcess.Start("redis-server", [settings, "--sentinel"]), directory, port);
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

    /// <summary>Waits until the sentinel names the one that was the replica as master.</summary>
    public async Task WaitForFailoverAsync()
    {
        var port = Replica.Port.ToString(CultureInfo.InvariantCulture);
        await Eventually.BecomesAsync(
            async () => (await ChildProcess.RunAsync("redis-cli", ["-p", $"{Port}", "SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName])).ToString(),
            answer => answer.Contains(port, StringComparison.Ordinal),
            TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(() => Replica.ExecuteAsync("ROLE"), role => role.StartsWith("master", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
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
