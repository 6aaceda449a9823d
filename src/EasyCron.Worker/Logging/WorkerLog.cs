using System.Globalization;
using EasyCron.Worker.Settings;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace EasyCron.Worker.Logging;

/// <summary>The log: one JSON object a line for machines, or a readable line for people. It goes to standard output, where PM2 and containers look for it.</summary>
internal static class WorkerLog
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Makes Serilog the process' only log.</summary>
    public static ILoggingBuilder AddWorkerLog(this ILoggingBuilder logging, WorkerSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        if (settings.LogLevel == LogLevel.None)
        {
            return logging;
        }

        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(ToSerilog(settings.LogLevel))
            // What the checks find is the answer of /health/ready; a log of it at each question would only repeat that.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft", settings.LogLevel > LogLevel.Debug ? LogEventLevel.Warning : LogEventLevel.Information)
            // WorkerRun says it in words that name the setting.
            .Filter.ByExcluding(line => line.MessageTemplate.Text == "Hosting failed to start")
            .Enrich.FromLogContext();
        LoggerSinkConfiguration.Wrap(configuration.WriteTo, console => new RepeatLimit(console, TimeProvider.System), lines => _ = settings.LogJson
            ? lines.Console(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture))
            : lines.Console(outputTemplate: Readable, formatProvider: CultureInfo.InvariantCulture));
        return logging.AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static LogEventLevel ToSerilog(LogLevel level) => level switch
    {
        LogLevel.Trace => LogEventLevel.Verbose,
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        _ => LogEventLevel.Fatal,
    };
}
