using EasyCron.Testing.Time;
using EasyCron.Worker.Health;
using EasyCron.Worker.Schedule;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyCron.Worker.Tests.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ScheduleCheckTests
{
    private readonly ManualClock _clock = new();
    private readonly KeeperStatus _status = new();
    private readonly ClockSense _clocks;

    public ScheduleCheckTests() => _clocks = new ClockSense(_clock, NullLogger<ClockSense>.Instance);

    [Test]
    public async Task Schedules_never_compared_make_a_worker_unready_and_say_why()
    {
        _status.Set(new KeeperState { Fault = "no route to host" });

        var result = await CheckAsync();

        Assert.That((result.Status, result.Description), Is.EqualTo((HealthStatus.Unhealthy, "schedules have not been compared yet: no route to host")));
    }

    [TestCase(59, HealthStatus.Healthy)]
    [TestCase(61, HealthStatus.Unhealthy)]
    public async Task A_comparison_holds_for_a_minute(int seconds, HealthStatus expected)
    {
        _status.Set(new KeeperState { LastPassAt = _clock.GetUtcNow() });
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That((await CheckAsync()).Status, Is.EqualTo(expected));
    }

    [TestCase(4_000, HealthStatus.Healthy)]
    [TestCase(-5_000, HealthStatus.Unhealthy)]
    public async Task A_clock_that_is_wrong_by_five_seconds_makes_a_worker_unready(int milliseconds, HealthStatus expected)
    {
        _status.Set(new KeeperState { LastPassAt = _clock.GetUtcNow() });
        _clocks.Compare("PostgreSQL", _clocks.Begin(), _clock.GetUtcNow().AddMilliseconds(milliseconds));

        var result = await CheckAsync();

        Assert.That(result.Status, Is.EqualTo(expected));
        Assert.That(result.Description, expected == HealthStatus.Healthy ? Does.StartWith("compared") : Does.Contain("the clock of PostgreSQL").And.Contains("NTP"));
    }

    [Test]
    public async Task Quarantined_jobs_are_listed_with_their_reasons_and_disturb_nobody()
    {
        _status.Set(new KeeperState { LastPassAt = _clock.GetUtcNow(), QuarantinedCount = 1, Quarantined = [new QuarantinedJob("job7", "timezone is \"Mars\"")] });

        var result = await CheckAsync();

        Assert.That(result.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(result.Data["quarantined"], Is.EqualTo(1));
        Assert.That(result.Data["quarantine"], Is.EqualTo(new[] { new QuarantinedJob("job7", "timezone is \"Mars\"") }));
    }

    private Task<HealthCheckResult> CheckAsync() => new ScheduleCheck(_status, _clocks, _clock).CheckHealthAsync(new HealthCheckContext());
}
