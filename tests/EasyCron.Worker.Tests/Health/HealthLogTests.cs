using EasyCron.Testing.Logging;
using EasyCron.Testing.Time;
using EasyCron.Worker.Health;
using EasyCron.Worker.Schedule;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyCron.Worker.Tests.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HealthLogTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly KeeperStatus _status = new();
    private readonly ListLoggerProvider _logs = new();
    private readonly ILoggerFactory _factory;
    private readonly HealthLog _log;

    public HealthLogTests()
    {
        _factory = _logs.CreateFactory();
        _log = new HealthLog(_clock, _factory.CreateLogger<HealthLog>());
    }

    private IEnumerable<string> Said => _logs.Entries.Select(entry => entry.Message);

    public void Dispose() => _factory.Dispose();

    [Test]
    public async Task A_worker_that_has_just_started_is_not_ready_without_an_error()
    {
        await CheckAsync();
        _status.Set(new KeeperState { LastPassAt = _clock.GetUtcNow() });
        await CheckAsync();

        Assert.That(Said, Is.Empty);
    }

    [Test]
    public async Task Schedules_that_are_still_not_compared_after_a_minute_are_an_error()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));

        await CheckAsync();
        await CheckAsync();

        Assert.That(Said, Is.EqualTo(new[] { "Not ready, schedules: schedules have not been compared yet." }));
    }

    [Test]
    public async Task A_fault_is_an_error_at_once_and_its_end_is_told()
    {
        _status.Set(new KeeperState { Fault = "no route to host" });
        await CheckAsync();
        _status.Set(new KeeperState { LastPassAt = _clock.GetUtcNow() });
        await CheckAsync();

        Assert.That(Said, Is.EqualTo(new[] { "Not ready, schedules: schedules have not been compared yet: no route to host.", "schedules is well again." }));
    }

    private async Task CheckAsync()
    {
        var check = new ScheduleCheck(_status, new ClockSense(_clock, NullLogger<ClockSense>.Instance), _clock);
        var result = await check.CheckHealthAsync(new HealthCheckContext());
        var entry = new HealthReportEntry(result.Status, result.Description, TimeSpan.Zero, exception: null, result.Data);
        await _log.PublishAsync(new HealthReport(new Dictionary<string, HealthReportEntry> { ["schedules"] = entry }, TimeSpan.Zero), default);
    }
}
