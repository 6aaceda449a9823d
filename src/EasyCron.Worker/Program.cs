using EasyCron.Worker;
using EasyCron.Worker.Health;
using EasyCron.Worker.Logging;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Startup;

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

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders().AddWorkerLog(settings);
builder.WebHost.UseUrls($"http://*:{settings.HealthPort}");
builder.Services.AddWorker(settings);

await using var app = builder.Build();
app.MapHealth();
return await app.Services.GetRequiredService<WorkerRun>().UntilStoppedAsync(app);
