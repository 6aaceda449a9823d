using System.Diagnostics.Metrics;
using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>What the running of jobs measures. No instrument carries a job's id or address, so that their number stays small.</summary>
internal sealed class RunMetrics
{
    /// <summary>The name of the worker's meter.</summary>
    public const string MeterName = "EasyCron.Worker";

    private readonly Histogram<double> _lateness;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _occurrences;
    private readonly Counter<long> _disabled;
    private readonly UpDownCounter<int> _inFlight;

    /// <summary>Makes the instruments.</summary>
    public RunMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _lateness = meter.CreateHistogram(
            "easycron_schedule_lateness_seconds", "s", "Time from when a run was due to when its row was stored and its request could leave, by trigger.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600] });
        _duration = meter.CreateHistogram(
            "easycron_run_duration_seconds", "s", "Time from the begin of a run to its end, waits between attempts included, by state.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] });
        _runs = meter.CreateCounter<long>("easycron_runs_total", "{run}", "Runs that have ended, by state and trigger.");
        _attempts = meter.CreateCounter<long>("easycron_attempts_total", "{attempt}", "Attempts made, by outcome.");
        _occurrences = meter.CreateCounter<long>(
            "easycron_occurrences_total", "{occurrence}", "What became of occurrences: ran, skipped (with the reason), duplicate_suppressed.");
        _disabled = meter.CreateCounter<long>("easycron_jobs_disabled_total", "{job}", "Jobs disabled because they kept failing.");
        _inFlight = meter.CreateUpDownCounter<int>("easycron_inflight", "{request}", "Requests under way.");
    }

    /// <summary>Notes that a run was begun.</summary>
    public void Begun(RunTrigger trigger, TimeSpan lateness)
    {
        _lateness.Record(Math.Max(lateness.TotalSeconds, 0), Tag("trigger", trigger.Text()));
        _occurrences.Add(1, Tag("result", "ran"));
    }

    /// <summary>Notes that an occurrence was turned away.</summary>
    public void Skipped(SkipReason reason) => _occurrences.Add(1, Tag("result", "skipped"), Tag("reason", reason.Text()));

    /// <summary>Notes that the queue delivered a run again that had ended.</summary>
    public void Repeated() => _occurrences.Add(1, Tag("result", "duplicate_suppressed"));

    /// <summary>Notes the end of a run.</summary>
    public void Ended(RunState state, RunTrigger trigger, TimeSpan duration)
    {
        _runs.Add(1, Tag("state", state.ToString().ToUpperInvariant()), Tag("trigger", trigger.Text()));
        _duration.Record(Math.Max(duration.TotalSeconds, 0), Tag("state", state.ToString().ToUpperInvariant()));
    }

    /// <summary>Notes that a job was disabled.</summary>
    public void Disabled() => _disabled.Add(1);

    /// <summary>Notes that a request leaves, or is back.</summary>
    public void InFlight(int change) => _inFlight.Add(change);

    /// <summary>Notes an attempt that was made.</summary>
    public void Attempted(RunOutcome outcome, AttemptOutcome attempt) => _attempts.Add(
        1, Tag("outcome", outcome.Slug()), Tag("status", attempt.StatusCode is { } code ? $"{code / 100}xx" : "none"));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
