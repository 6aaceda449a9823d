using EasyCron.Storage;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Startup;

/// <summary>
/// Lets the work begin once PostgreSQL answers and its tables fit. A database that is away is waited for and said once; one that
/// does not fit ends the process, because starting again changes nothing.
/// </summary>
internal sealed partial class DatabaseGate(SchemaCheck check, WorkerSettings settings, WorkerRun run, TimeProvider clock, ILogger<DatabaseGate> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Whether the tables were found to fit.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Waits for the database.</summary>
    /// <returns>False where the process ends instead.</returns>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromMilliseconds(250);
        for (var faults = 0; ; faults++)
        {
            try
            {
                var report = await check.RunAsync(settings.RunRetention is not null, cancellationToken);
                if (!report.IsUsable)
                {
                    LogUnusable(logger, report.ToString());
                    run.Fail(ExitCodes.BadSettings);
                    return false;
                }

                if (faults > 0)
                {
                    LogBack(logger);
                }

                IsOpen = true;
                return true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (faults == 0)
                {
                    LogAway(logger, exception.GetBaseException().Message, PostgresFault.Advice(exception) ?? "trying again until it answers");
                }

                await Task.Delay(wait, clock, cancellationToken);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    [LoggerMessage(110, LogLevel.Critical, "{Report}")]
    private static partial void LogUnusable(ILogger logger, string report);

    [LoggerMessage(111, LogLevel.Warning, "PostgreSQL is not reachable ({Reason}); {Advice}. No job runs until it is.")]
    private static partial void LogAway(ILogger logger, string reason, string advice);

    [LoggerMessage(112, LogLevel.Information, "PostgreSQL is reachable and its tables fit.")]
    private static partial void LogBack(ILogger logger);
}
