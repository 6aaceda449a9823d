using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Postgres;

/// <summary>A PostgreSQL of one test's own, which it may stop, kill, freeze and start again on the same port.</summary>
public sealed class PrivatePostgresServer : PostgresServer, IAsyncDisposable
{
    private readonly PostgresServerOptions _options;
    private readonly PostgresInstallation _installation;
    private readonly string _directory;
    private ChildProcess? _process;

    private PrivatePostgresServer(PostgresServerOptions options, PostgresInstallation installation, string directory, PostgresAddress address)
        : base(address)
    {
        _options = options;
        _installation = installation;
        _directory = directory;
    }

    /// <summary>Gets the folder of the unix socket, for addresses that name it in place of a host.</summary>
    public string SocketDirectory => _directory;

    /// <summary>Gets what the running server has logged since its last start.</summary>
    public ProcessOutput Log => Running.Output;

    /// <summary>Gets the server's process id.</summary>
    public int ProcessId => Running.Id;

    private ChildProcess Running => _process ?? throw new InvalidOperationException("This PostgreSQL is stopped: start it first.");

    /// <summary>Starts the server again, on the same port, with all that was committed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("This PostgreSQL is already running.");
        }

        _process = _installation.Start("postgres", Arguments());
        await _process.WaitForLineAsync("database system is ready to accept connections", cancellationToken: cancellationToken);
    }

    /// <summary>Ends the server in good order; every session gets error 57P01 (admin shutdown).</summary>
    public Task StopAsync() => EndAsync(Signal.Interrupt);

    /// <summary>Ends the server and its sessions at once, as a crash does; the next start recovers.</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Freezes the server and all its sessions: connections stay open and nothing answers.</summary>
    public void Pause() => Running.SendToTree(Signal.Stop);

    /// <summary>Lets a frozen server go on.</summary>
    public void Resume() => Running.SendToTree(Signal.Continue);

    /// <summary>Kills the server and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    internal static async Task<PrivatePostgresServer> StartNewAsync(PostgresServerOptions options, CancellationToken cancellationToken)
    {
        var installation = PostgresInstallation.Find();
        var directory = TestDirectory.Create("pg");
        await PostgresInstallation.OwnAsync(directory, cancellationToken);
        var password = UniqueName.Next();
        var authentication = options.RequirePassword ? "scram-sha-256" : "trust";
        var passwordFile = Path.Combine(directory, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        await PostgresInstallation.OwnAsync(passwordFile, cancellationToken);
        await installation.RunAsync(
            "initdb",
            ["--pgdata", Path.Combine(directory, "data"), "--username=postgres", $"--pwfile={passwordFile}", $"--auth={authentication}",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            cancellationToken);

        for (var attempt = 1; ; attempt++)
        {
            var address = new PostgresAddress("127.0.0.1", FreePort.Next(), "postgres", password, "postgres");
            var server = new PrivatePostgresServer(options, installation, directory, address);
            try
            {
                await server.StartAsync(cancellationToken);
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5 && server.Log.ToString().Contains("Address already in use", StringComparison.Ordinal))
            {
                // Another process took the port between our look and the server's start.
                await server.Running.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    private async Task EndAsync(Signal signal)
    {
        var process = Running;
        if (signal == Signal.Kill)
        {
            process.SendToTree(signal);
        }
        else
        {
            process.Send(signal);
        }

        await process.WaitForExitAsync();
        await process.DisposeAsync();
        _process = null;
    }

    private IEnumerable<string> Arguments()
    {
        var durable = _options.Durable ? "on" : "off";
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = $"{Address.Port}",
            ["unix_socket_directories"] = _directory,
            ["max_connections"] = "300",
            ["fsync"] = durable,
            ["full_page_writes"] = durable,
            ["timezone"] = _options.TimeZone,
        };
        foreach (var (name, value) in _options.Settings)
        {
            settings[name] = value;
        }

        return ["-D", Path.Combine(_directory, "data"), .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
    }
}
