using EasyCron.Worker;
using EasyCron.Worker.Health;
using EasyCron.Worker.Logging;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Startup;
using EasyCron.Worker.Telemetry;

const string Usage = """
    Usage: EasyCron.Worker [--check | --version | --help]
      (nothing)   works until it is told to stop: SIGTERM or Ctrl+C
      --check     looks at settings, Redis, PostgreSQL and its tables, says what it found, and ends with 0, 69 or 78
    Settings are environment variables, or lines of a file .env in the working directory; README.md lists them.
    """;

switch (args)
{
    case [] or ["--check"]:
        break;
    case ["--version"]:
        Console.WriteLine(ProductVersion.Current);
        return ExitCodes.Stopped;
    case ["--help"] or ["-h"]:
        Console.WriteLine(Usage);
        return ExitCodes.Stopped;
    default:
        await Console.Error.WriteLineAsync($"Not understood: {string.Join(' ', args)}{Environment.NewLine}{Usage}");
        return ExitCodes.BadUsage;
}

WorkerSettings settings;
try
{
    settings = EnvironmentSettings.ReadProcess();
}
catch (SettingsException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.BadSettings;
}

var isCheck = args.Length > 0;

// The host would watch the working directory and all below it for changes of appsettings.json, from which none of our settings is read.
var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
builder.Logging.ClearProviders();
if (!isCheck)
{
    builder.Logging.AddWorkerLog(settings);
}

builder.WebHost.UseUrls($"http://*:{settings.HealthPort}");
builder.Services.AddWorker(settings);

await using var app = builder.Build();
if (isCheck)
{
    return await ActivatorUtilities.CreateInstance<SelfCheck>(app.Services, Console.Out).RunAsync(default);
}

app.MapHealth();
app.MapMetrics();
return await app.Services.GetRequiredService<WorkerRun>().UntilStoppedAsync(app);
