using EasyCron.Testing.Logging;
using EasyCron.Testing.Time;
using EasyCron.Worker.Schedule;
using Microsoft.Extensions.Logging;

namespace EasyCron.Worker.Tests.Schedule;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClockSenseTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ListLoggerProvider _logs = new();
    private readonly ClockSense _sense;

    public ClockSenseTests()
    {
        _sense = new ClockSense(_clock, new LoggerFactory([_logs]).CreateLogger<ClockSense>());
    }

    public void Dispose() => _logs.Dispose();

    private List<string> Warnings => [.. _logs.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message)];

    private void Compare(int milliseconds)
    {
        var begun = _sense.Begin();
        _sense.Compare("Redis", begun, _clock.GetUtcNow().AddMilliseconds(milliseconds));
    }

    [TestCase(0, 0, 0)]
    [TestCase(499, 0, 0)]
    [TestCase(-499, 0, 0)]
    [TestCase(500, 1, 0)]
    [TestCase(-4999, 1, 0)]
    [TestCase(5000, 1, 1)]
    [TestCase(-3_600_000, 1, 1)]
    public void A_skew_is_noticed_from_half_a_second_and_intolerable_from_five(int milliseconds, int warnings, int wrong)
    {
        Compare(milliseconds);

        Assert.That(Warnings, Has.Count.EqualTo(warnings));
        Assert.That(_sense.Wrong, Has.Count.EqualTo(wrong));
        Assert.That(_sense.Skews["Redis"], Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Test]
    public void It_is_told_once_and_told_again_when_it_is_over()
    {
        foreach (var skew in new[] { 600, 700, 450, 600, 0, 10, 800 })
        {
            Compare(skew);
        }

        Assert.That(Warnings, Has.Count.EqualTo(2));
        Assert.That(_logs.Entries.Count(entry => entry.Level == LogLevel.Information), Is.EqualTo(1));
    }

    [Test]
    public void An_answer_that_took_long_proves_nothing()
    {
        var begun = _sense.Begin();
        var asked = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(20));
        _sense.Compare("PostgreSQL", begun, asked.AddSeconds(1));

        Assert.That(Warnings, Is.Empty);
        Assert.That(_sense.Skews["PostgreSQL"], Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(3600)]
    [TestCase(-3600)]
    public void A_jump_of_wall_time_is_told_from_its_passing(int seconds)
    {
        Assert.That(_sense.Jump(), Is.EqualTo(TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.That(_sense.Jump(), Is.EqualTo(TimeSpan.Zero));

        _clock.JumpWall(TimeSpan.FromSeconds(seconds));

        Assert.That(_sense.Jump(), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        Assert.That(_sense.Jump(), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Warnings, Has.Count.EqualTo(1));
    }
}
