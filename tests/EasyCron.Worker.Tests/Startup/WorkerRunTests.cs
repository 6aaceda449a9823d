using System.Net;
using System.Net.Sockets;
using EasyCron.Testing.Logging;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EasyCron.Worker.Tests.Startup;

/// <summary>How a host ends, whose health port is a real one: what was started is stopped, whatever ends it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WorkerRunTests : IDisposable
{
    private readonly ListLoggerProvider _logs = new();
    private readonly Work _work = new();

    public void Dispose()
    {
        _work.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task A_fault_found_while_the_host_starts_lets_it_start_and_then_ends_it_with_its_exit_code()
    {
        _work.Starting = run => run.Fail(ExitCodes.BadSettings);

        Assert.That(await RunAsync("http://127.0.0.1:0"), Is.EqualTo(ExitCodes.BadSettings));

        Assert.That(_work.IsStopped);
        Assert.That(Errors, Is.Empty);
    }

    [Test]
    public async Task A_port_that_is_taken_is_a_settings_error_and_stops_what_had_started()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        Assert.That(await RunAsync($"http://{other.LocalEndpoint}"), Is.EqualTo(ExitCodes.BadSettings));

        Assert.That(_work.IsStopped);
        Assert.That(Errors, Is.EqualTo(new[] { "HEALTH_PORT 8080 cannot be listened on (Address already in use); give this worker another one, or 0 to let the system choose." }));
    }

    [Test]
    public async Task An_address_that_the_system_refuses_is_a_settings_error_and_stops_what_had_started()
    {
        Assert.That(await RunAsync("http://192.0.2.1:0"), Is.EqualTo(ExitCodes.BadSettings));

        Assert.That(_work.IsStopped);
        Assert.That(Errors, Is.EqualTo(new[] { "HEALTH_PORT 8080 cannot be listened on (Cannot assign requested address); give this worker another one, or 0 to let the system choose." }));
    }

    [Test]
    public async Task A_background_service_that_fails_ends_the_process_as_a_fault([Values] bool atOnce)
    {
        _work.Working = async _ =>
        {
            if (!atOnce)
            {
                await _work.IsStarted.Task;
            }

            throw new InvalidOperationException("Nobody foresaw this.");
        };

        Assert.That(await RunAsync("http://127.0.0.1:0"), Is.EqualTo(ExitCodes.Fault));

        Assert.That(_work.IsStopped);
        Assert.That(_logs.Entries.Select(entry => entry.Exception?.Message), Does.Contain("Nobody foresaw this."));
    }

    private IEnumerable<string> Errors =>
        _logs.Entries.Where(entry => entry.Level >= LogLevel.Error && entry.Message != "Hosting failed to start").Select(entry => entry.Message);

    private async Task<int> RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(EnvironmentSettings.Read(new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://u:p@db:5432/app", ["REDIS_HOST"] = "localhost" }));
        builder.Services.AddSingleton<WorkerRun>().AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<WorkerRun>());
        builder.Services.AddHostedService(provider =>
        {
            _work.Run = provider.GetRequiredService<WorkerRun>();
            _work.IsStarted = new TaskCompletionSource();
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(_work.IsStarted.SetResult);
            return _work;
        });
        await using var app = builder.Build();
        return await app.Services.GetRequiredService<WorkerRun>().UntilStoppedAsync(app);
    }

    /// <summary>Stands for all that is started before the health port.</summary>
    private sealed class Work : BackgroundService
    {
        public WorkerRun Run { get; set; } = null!;

        public TaskCompletionSource IsStarted { get; set; } = null!;

        public Action<WorkerRun> Starting { get; set; } = _ => { };

        public Func<CancellationToken, Task> Working { get; set; } = token => Task.Delay(Timeout.Infinite, token);

        public bool IsStopped { get; private set; }

        public override Task StartAsync(CancellationToken cancellationToken)
        {
            Starting(Run);
            return base.StartAsync(cancellationToken);
        }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await base.StopAsync(cancellationToken);
            IsStopped = true;
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Working(stoppingToken);
    }
}
