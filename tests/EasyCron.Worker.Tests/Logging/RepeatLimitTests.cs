using System.Globalization;
using EasyCron.Testing.Time;
using EasyCron.Worker.Logging;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace EasyCron.Worker.Tests.Logging;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class RepeatLimitTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LineList _lines = new();
    private readonly SerilogLoggerFactory _factory;
    private readonly ILogger _logger;

    public RepeatLimitTests()
    {
        var limited = new LoggerConfiguration().WriteTo.Sink(new RepeatLimit(_lines, _clock)).CreateLogger();
        _factory = new SerilogLoggerFactory(limited, dispose: true);
        _logger = _factory.CreateLogger("EasyCron.Worker.Runs.RunProcessor");
    }

    public void Dispose() => _factory.Dispose();

    [Test]
    public void Of_a_crowd_of_waiting_jobs_the_first_are_named_and_the_rest_are_counted()
    {
        for (var job = 1; job <= 50; job++)
        {
            LogWaits(_logger, job);
        }

        Assert.That(_lines, Is.EqualTo(new[] { "Warning Job 1 waits", "Warning Job 2 waits", "Warning Job 3 waits", "Warning Job 4 waits", "Warning Job 5 waits" }));
        _clock.Advance(RepeatLimit.Window);
        Assert.That(_lines.Skip(5), Is.EqualTo(new[] { "Warning 45 more lines of this kind were left out in 10 s: \"Job {Job} waits\"" }));
        LogWaits(_logger, 51);
        Assert.That(_lines[^1], Is.EqualTo("Warning Job 51 waits"), "the next window begins");
        _clock.Advance(RepeatLimit.Window);
        Assert.That(_lines, Has.Count.EqualTo(7), "nothing was left out in it");
    }

    [Test]
    public void What_is_said_of_one_job_and_nowhere_else_is_never_left_out()
    {
        for (var job = 0; job < 50; job++)
        {
            LogTakenOut(_logger, job);
            LogWaits(_factory.CreateLogger("Another.Library"), job);
        }

        Assert.That(_lines, Has.Count.EqualTo(100));
    }

    [Test]
    public void The_end_of_the_log_tells_what_is_untold()
    {
        for (var job = 0; job < 7; job++)
        {
            LogWaits(_logger, job);
        }

        _factory.Dispose();

        Assert.That(_lines[^1], Does.StartWith("Warning 2 more lines"));
        Assert.That(_lines.IsDisposed, Is.True);
        Assert.That(_clock.WaitingTimers, Is.Zero);
    }

    [LoggerMessage(206, LogLevel.Warning, "Job {Job} waits")]
    private static partial void LogWaits(ILogger logger, int job);

    [LoggerMessage(218, LogLevel.Error, "Job {Job} is taken out")]
    private static partial void LogTakenOut(ILogger logger, int job);

    private sealed class LineList : List<string>, ILogEventSink, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Emit(LogEvent logEvent) => Add($"{logEvent.Level} {logEvent.RenderMessage(CultureInfo.InvariantCulture)}");

        public void Dispose() => IsDisposed = true;
    }
}
