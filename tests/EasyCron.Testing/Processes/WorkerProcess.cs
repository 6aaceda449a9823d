using System.Net;
using EasyCron.Testing.Network;

namespace EasyCron.Testing.Processes;

/// <summary>The EasyCron worker as a process of its own, told everything by environment variables.</summary>
/// <remarks>
/// It is the program that <c>EASYCRON_WORKER</c> names, which <c>scripts/test</c> sets to what <c>scripts/publish</c> made: the tests see what people run. Without the variable it is
/// the worker built beside the tests, in the same configuration; a test project that starts it references it, so that it is built.
/// </remarks>
public sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(10) };

    private WorkerProcess(ChildProcess process, int healthPort)
    {
        Process = process;
        HealthUrl = $"http://127.0.0.1:{healthPort}";
    }

    /// <summary>Gets the program that <c>EASYCRON_WORKER</c> names; null where it names none.</summary>
    public static string? Published => Environment.GetEnvironmentVariable("EASYCRON_WORKER") is { Length: > 0 } program ? program : null;

    /// <summary>Gets the process: output, signals, exit code.</summary>
    public ChildProcess Process { get; }

    /// <summary>Gets where the worker answers questions on its health, such as <c>http://127.0.0.1:24680</c>.</summary>
    public string HealthUrl { get; }

    /// <summary>Starts a worker and does not wait for it.</summary>
    /// <param name="environment">
    /// All the worker's settings: it inherits nothing from the tests but what a .NET program needs to start. HEALTH_PORT, unless given, is
    /// a free port, and LOG_LEVEL is debug.
    /// </param>
    /// <param name="arguments">Its command line.</param>
    public static WorkerProcess Start(IEnumerable<(string Name, string? Value)> environment, params string[] arguments)
    {
        var variables = new Dictionary<string, string?> { ["HEALTH_PORT"] = $"{FreePort.Next()}", ["LOG_LEVEL"] = "debug" };
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        var (program, first) = Program();
        var process = ChildProcess.Start(program, [.. first, .. arguments], new ChildProcessOptions { CleanEnvironment = true, Environment = variables });
        return new WorkerProcess(process, int.Parse(variables["HEALTH_PORT"] ?? "8080", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static (string Program, string[] Arguments) Program()
    {
        if (Published is { } published)
        {
            return File.Exists(published) ? (published, []) : throw new InvalidOperationException($"EASYCRON_WORKER names {published}, which is not there.");
        }

        var assembly = Repository.File($"src/EasyCron.Worker/bin/{Repository.Configuration}/net10.0/EasyCron.Worker.dll");
        return File.Exists(assembly)
            ? ("dotnet", ["exec", assembly])
            : throw new InvalidOperationException($"The worker is not built in configuration {Repository.Configuration}: run scripts/build.");
    }

    /// <summary>Starts a worker and waits until it calls itself ready.</summary>
    /// <exception cref="InvalidOperationException">It ended or was not ready in time; the message holds its output.</exception>
    public static async Task<WorkerProcess> StartReadyAsync(IEnumerable<(string Name, string? Value)> environment, params string[] arguments)
    {
        var worker = Start(environment, arguments);
        try
        {
            await worker.WaitUntilReadyAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">The worker ended or was not ready in time; the message holds its output.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        HttpStatusCode? last = null;
        try
        {
            await Eventually.BecomesAsync(
                async () => last = await StatusAsync("/health/ready", cancellationToken),
                status => status == HttpStatusCode.OK || Process.HasExited,
                deadline,
                cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Process.Failure($"was not ready in time (last answer of /health/ready: {(last is { } status ? (int)status : "none")})");
        }

        if (last != HttpStatusCode.OK)
        {
            throw Process.Failure("ended before it was ready");
        }
    }

    /// <summary>Asks the worker for a page.</summary>
    /// <returns>The status, or null when nobody answers, or not within the client's patience.</returns>
    public async Task<HttpStatusCode?> StatusAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await Client.GetAsync(HealthUrl + path, cancellationToken);
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Asks the worker to end, as an orchestrator does (SIGTERM), and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync(TimeSpan? deadline = null)
    {
        Process.Send(Signal.Terminate);
        return Process.WaitForExitAsync(deadline);
    }

    /// <summary>Ends the worker as a crash of the machine would (SIGKILL) and waits for the end.</summary>
    public async Task KillAsync()
    {
        Process.Send(Signal.Kill);
        await Process.WaitForExitAsync();
    }

    /// <summary>Kills the worker if it still runs.</summary>
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
