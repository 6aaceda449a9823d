using System.Diagnostics.Metrics;

namespace EasyCron.Worker.Schedule;

/// <summary>What the keeping of schedules measures. No instrument carries a job's id, so that their number stays small.</summary>
internal sealed class ScheduleMetrics
{
    /// <summary>The name of the worker's meter.</summary>
    public const string MeterName = "EasyCron.Worker";

    private readonly Counter<long> _repairs;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _caughtUp;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public ScheduleMetrics(IMeterFactory meters, KeeperStatus status, ClockSense clocks)
    {
        var meter = meters.Create(MeterName);
        _repairs = meter.CreateCounter<long>("easycron_sync_repairs_total", "{schedule}", "Schedules repaired in Redis, by kind.");
        _changes = meter.CreateCounter<long>("easycron_sync_changes_total", "{schedule}", "Schedules added, updated and removed because their job changed.");
        _failures = meter.CreateCounter<long>("easycron_sync_failures_total", "{pass}", "Passes of the keeper that failed.");
        _missed = meter.CreateCounter<long>("easycron_occurrences_missed_total", "{occurrence}", "Missed occurrences that are not made good for, by reason.");
        _caughtUp = meter.CreateCounter<long>("easycron_occurrences_caught_up_total", "{occurrence}", "Runs added to make good for missed occurrences.");
        _duration = meter.CreateHistogram<double>("easycron_sync_duration_seconds", "s", "Duration of the keeper's passes, by kind.");
        meter.CreateObservableGauge("easycron_schedules", () => Schedules(status), "{schedule}", "Enabled jobs by what their schedule is; known to the instance that keeps schedules.");
        meter.CreateObservableGauge("easycron_clock_skew_seconds", () => Skews(clocks), "s", "How far the clock of a server is ahead of this machine's.");
    }

    /// <summary>Counts a pass.</summary>
    public void Passed(KeeperPass pass)
    {
        _duration.Record(pass.Duration.TotalSeconds, new KeyValuePair<string, object?>("kind", pass.IsFull ? "full" : "changes"));
        foreach (var (kind, count) in pass.Repairs)
        {
            _repairs.Add(count, new KeyValuePair<string, object?>("kind", kind.Text()));
        }

        Add(_changes, pass.Added, "action", "added");
        Add(_changes, pass.Updated, "action", "updated");
        Add(_changes, pass.Removed, "action", "removed");
        _caughtUp.Add(pass.CaughtUp);
    }

    /// <summary>Counts a pass that failed.</summary>
    public void Failed() => _failures.Add(1);

    /// <summary>Counts missed occurrences.</summary>
    public void Missed(string reason, int count) => Add(_missed, count, "reason", reason);

    private static void Add(Counter<long> counter, int count, string tag, string value)
    {
        if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>(tag, value));
        }
    }

    private static IEnumerable<Measurement<long>> Schedules(KeeperStatus status)
    {
        var now = status.Current;
        return now.IsKeeping
            ?
            [
                new Measurement<long>(now.Recurring, new KeyValuePair<string, object?>("state", "recurring")),
                new Measurement<long>(now.Manual, new KeyValuePair<string, object?>("state", "manual")),
                new Measurement<long>(now.QuarantinedCount, new KeyValuePair<string, object?>("state", "quarantined")),
                new Measurement<long>(now.Foreign, new KeyValuePair<string, object?>("state", "foreign")),
            ]
            : [];
    }

    private static IEnumerable<Measurement<double>> Skews(ClockSense clocks) =>
        clocks.Skews.Select(skew => new Measurement<double>(skew.Value.TotalSeconds, new KeyValuePair<string, object?>("source", skew.Key)));
}
