using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;

namespace EasyCron.Storage.Tests;

/// <summary>A pgbouncer in transaction mode before a server, with so few connections that every transaction may meet another one.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly ChildProcess _process;
    private readonly int _port;

    private PgBouncer(ChildProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Starts one; it takes any database's name on to the server.</summary>
    public static async Task<PgBouncer> StartAsync(PostgresAddress server, int connections)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("pgbouncer is not installed: run scripts/test, which installs it, or apt-get install pgbouncer.");
        }

        var directory = TestDirectory.Create("pgbouncer");
        var port = FreePort.Next();
        var users = Path.Combine(directory, "users.txt");
        var configuration = Path.Combine(directory, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, $"\"{server.User}\" \"\"\n");
        await File.WriteAllTextAsync(configuration, $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.User} password={server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = {connections}
            max_client_conn = 500
            """);

        // It refuses to run as root, and Debian's PostgreSQL brings a user that may.
        var options = new ChildProcessOptions { User = Environment.IsPrivilegedProcess ? "postgres" : null, WorkingDirectory = "/" };
        var process = ChildProcess.Start(Program, [configuration], options);
        await process.WaitForLineAsync("process up");
        return new PgBouncer(process, port);
    }

    /// <summary>The same database, through this pooler.</summary>
    public string Url(PostgresAddress database) => (database with { Host = "127.0.0.1", Port = _port }).Url + "&pgbouncer=true";

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
