using System.Net.Sockets;
using System.Runtime.InteropServices;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Startup;

/// <summary>Runs the host to its end and knows the exit code: a second signal ends it at once, and a port that is taken is a settings error.</summary>
internal sealed partial class WorkerRun(WorkerSettings settings, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<WorkerRun> logger)
{
    /// <summary>A signal to a whole process group also comes by way of the parent (<c>dotnet run</c>, a shell): two so close together are one.</summary>
    private static readonly TimeSpan OneSignal = TimeSpan.FromMilliseconds(250);

    private int _exitCode = ExitCodes.Stopped;
    private long _firstSignal;

    /// <summary>Ends the process because working on makes no sense.</summary>
    public void Fail(int exitCode)
    {
        _exitCode = exitCode;
        lifetime.StopApplication();
    }

    /// <summary>Starts the host and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> UntilStoppedAsync(WebApplication app)
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            LogPortTaken(logger, settings.HealthPort);
            return ExitCodes.BadSettings;
        }

        LogStarted(logger, ProductVersion.Current, settings.WorkerName, string.Join(", ", app.Urls));
        await app.WaitForShutdownAsync();
        LogStopped(logger, _exitCode);
        return _exitCode;
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        var first = Interlocked.CompareExchange(ref _firstSignal, clock.GetTimestamp(), 0);
        if (first == 0)
        {
            LogStopping(logger, context.Signal);
            lifetime.StopApplication();
        }
        else if (clock.GetElapsedTime(first) > OneSignal)
        {
            LogStoppingAtOnce(logger);
            Environment.Exit(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
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

    [LoggerMessage(104, LogLevel.Critical, "HEALTH_PORT {Port} is in use; give this worker another one, or 0 to let the system choose.")]
    private static partial void LogPortTaken(ILogger logger, int port);
}
