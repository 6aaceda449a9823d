using System.Net.Sockets;
using System.Runtime.InteropServices;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Startup;

/// <summary>
/// The life of the process from the host's start to the exit code. SIGTERM, SIGINT and SIGQUIT let what runs end, a second one ends the process at once; a port that cannot be
/// listened on is a settings error; a fault of a background service is <see cref="ExitCodes.Fault"/>.
/// </summary>
internal sealed partial class WorkerRun(WorkerSettings settings, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<WorkerRun> logger) : IHostLifetime, IDisposable
{
    /// <summary>A signal to a whole process group also comes by way of the parent (<c>dotnet run</c>, a shell): two so close together are one.</summary>
    private static readonly TimeSpan OneSignal = TimeSpan.FromMilliseconds(250);

    private readonly List<PosixSignalRegistration> _signals = [];
    private int _exitCode = ExitCodes.Stopped;
    private long _firstSignal;

    /// <summary>Ends the process because working on makes no sense.</summary>
    public void Fail(int exitCode)
    {
        _exitCode = exitCode;
        StopOnceStarted();
    }

    /// <summary>Starts the host and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> UntilStoppedAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            LogStarted(logger, ProductVersion.Current, settings.WorkerName, string.Join(", ", app.Urls));
            await app.WaitForShutdownAsync();
        }
        catch (Exception exception)
        {
            _exitCode = ExplainFault(exception);

            // The host leaves running what it had started before the fault: jobs may have been taken by then.
            await app.StopAsync();
        }

        if (app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }))
        {
            _exitCode = ExitCodes.Fault;
        }

        LogStopped(logger, _exitCode);
        return _exitCode;
    }

    /// <summary>Takes the signals over.</summary>
    Task IHostLifetime.WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.AddRange(from signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT] select PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    /// <summary>Nothing: the exit code is what is left to be done.</summary>
    Task IHostLifetime.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the signals back.</summary>
    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    /// <summary>A host that is told to stop while it starts breaks off with an exception, and leaves running what it had started: it is let finish first.</summary>
    private void StopOnceStarted() => lifetime.ApplicationStarted.Register(lifetime.StopApplication);

    private int ExplainFault(Exception exception)
    {
        if (exception is SocketException or IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException or SocketException })
        {
            LogPortRefused(logger, settings.HealthPort, exception.GetBaseException().Message);
            return ExitCodes.BadSettings;
        }

        LogFault(logger, exception);
        return ExitCodes.Fault;
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        var first = Interlocked.CompareExchange(ref _firstSignal, clock.GetTimestamp(), 0);
        if (first == 0)
        {
            LogStopping(logger, context.Signal);
            StopOnceStarted();
        }
        else if (clock.GetElapsedTime(first) > OneSignal)
        {
            LogStoppingAtOnce(logger);
            Environment.Exit(128 + context.Signal switch
            {
                PosixSignal.SIGINT => 2,
                PosixSignal.SIGQUIT => 3,
                _ => 15,
            });
        }
    }

    [LoggerMessage(100, LogLevel.Information, "EasyCron {Version} started as {Worker}; health on {Addresses}.")]
    private static partial void LogStarted(ILogger logger, string version, string worker, string addresses);

    [LoggerMessage(101, LogLevel.Information, "{Signal}: taking no more jobs, letting running ones end.")]
    private static partial void LogStopping(ILogger logger, PosixSignal signal);

    [LoggerMessage(102, LogLevel.Warning, "A second signal: stopping at once. Jobs that ran are run again when their locks have run out.")]
    private static partial void LogStoppingAtOnce(ILogger logger);

    [LoggerMessage(103, LogLevel.Information, "Stopped with exit code {ExitCode}.")]
    private static partial void LogStopped(ILogger logger, int exitCode);

    [LoggerMessage(104, LogLevel.Critical, "HEALTH_PORT {Port} cannot be listened on ({Reason}); give this worker another one, or 0 to let the system choose.")]
    private static partial void LogPortRefused(ILogger logger, int port, string reason);

    [LoggerMessage(105, LogLevel.Critical, "A fault nobody foresaw ends this worker.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
