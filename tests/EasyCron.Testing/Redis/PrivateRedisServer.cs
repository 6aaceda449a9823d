using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Redis;

/// <summary>A Redis of one test's own, which it may stop, kill, freeze and start again on the same port.</summary>
public sealed class PrivateRedisServer : RedisServer, IAsyncDisposable
{
    private readonly RedisServerOptions _options;
    private readonly string _directory = TestDirectory.Create("redis");
    private ChildProcess? _process;

    private PrivateRedisServer(RedisServerOptions options, int port)
        : base("127.0.0.1", port, options.Password, options.Certificate, options.Certificate is not null) => _options = options;

    /// <summary>Gets what the running server has logged since its last start.</summary>
    public ProcessOutput Log => Running.Output;

    /// <summary>Gets the server's process id.</summary>
    public int ProcessId => Running.Id;

    private ChildProcess Running => _process ?? throw new InvalidOperationException("This Redis is stopped: start it first.");

    /// <summary>Starts the server again, on the same port, with what its append-only file holds.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("This Redis is already running.");
        }

        _process = ChildProcess.Start("redis-server", Arguments());
        await _process.WaitForLineAsync("Ready to accept connections", cancellationToken: cancellationToken);
    }

    /// <summary>Starts the server again and returns while it still loads its data, which must lie in an RDB file or an append-only file that begins with one.</summary>
    /// <param name="perKey">How long it takes over each key.</param>
    /// <param name="cancellationToken">Cancels the wait for the first refusal.</param>
    public async Task StartLoadingAsync(TimeSpan perKey, CancellationToken cancellationToken = default)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("This Redis is already running.");
        }

        // The second setting lets it answer between keys; by default it would be silent for megabytes of them.
        string[] slowly = ["--key-load-delay", $"{(long)perKey.TotalMicroseconds}", "--loading-process-events-interval-bytes", "1024"];
        _process = ChildProcess.Start("redis-server", [.. Arguments(), .. slowly]);
        await Eventually.BecomesAsync(AnswerToPingAsync, answer => answer.Contains("LOADING", StringComparison.Ordinal), cancellationToken: cancellationToken);
    }

    /// <summary>Ends the server in good order (SIGTERM).</summary>
    public Task StopAsync() => EndAsync(Signal.Terminate);

    /// <summary>Ends the server at once (SIGKILL).</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Kills the server and starts it again on the same port.</summary>
    /// <param name="keepData">Whether the append-only file survives; without it the server comes back empty.</param>
    /// <param name="cancellationToken">Cancels the wait for the server.</param>
    public async Task RestartAsync(bool keepData, CancellationToken cancellationToken = default)
    {
        await KillAsync();
        if (!keepData)
        {
            EraseData();
        }

        await StartAsync(cancellationToken);
    }

    /// <summary>Deletes the stopped server's data, so that it comes back empty.</summary>
    public void EraseData()
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("This Redis is running: stop it before its data is erased.");
        }

        Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(_directory);
    }

    /// <summary>Freezes the server: connections stay open, even new ones are accepted by the system, and nothing answers.</summary>
    public void Pause() => Running.Send(Signal.Stop);

    /// <summary>Lets a frozen server go on.</summary>
    public void Resume() => Running.Send(Signal.Continue);

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

    internal static async Task<PrivateRedisServer> StartNewAsync(RedisServerOptions options, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new PrivateRedisServer(options, FreePort.Next());
            try
            {
                await server.StartAsync(cancellationToken);
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5 && server.Log.ToString().Contains("bind: Address", StringComparison.Ordinal))
            {
                // Another process took the port between our look and the server's start.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    private async Task<string> AnswerToPingAsync()
    {
        try
        {
            return await ExecuteAsync("PING");
        }
        catch (InvalidOperationException refusal)
        {
            return refusal.Message;
        }
    }

    private async Task EndAsync(Signal signal)
    {
        var process = Running;
        process.Send(signal);
        await process.WaitForExitAsync();
        await process.DisposeAsync();
        _process = null;
    }

    private IEnumerable<string> Arguments()
    {
        var settings = new Dictionary<string, string>
        {
            ["bind"] = "127.0.0.1",
            ["port"] = $"{(Tls ? 0 : Port)}",
            ["dir"] = _directory,
            ["save"] = "",
            ["appendonly"] = _options.AppendOnly ? "yes" : "no",
            ["appendfsync"] = "always",
            ["maxmemory-policy"] = _options.MaxMemoryPolicy,
            ["enable-debug-command"] = "local",
        };
        if (_options.Password is { } password)
        {
            settings["requirepass"] = password;
            settings["masterauth"] = password;
        }

        if (_options.Certificate is { } certificate)
        {
            settings["tls-port"] = $"{Port}";
            settings["tls-cert-file"] = certificate.CertificateFile;
            settings["tls-key-file"] = certificate.KeyFile;
            settings["tls-ca-cert-file"] = certificate.AuthorityFile;
            settings["tls-auth-clients"] = "no";
        }

        foreach (var (name, value) in _options.Settings)
        {
            settings[name] = value;
        }

        return settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value });
    }
}
