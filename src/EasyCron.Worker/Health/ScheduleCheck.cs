using EasyCron.Worker.Schedule;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>Ready means, for another, that schedules have been compared with PostgreSQL lately and that the clocks agree. It also lists the jobs whose schedule cannot be understood.</summary>
internal sealed class ScheduleCheck(KeeperStatus status, ClockSense clocks, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = status.Current;
        var age = clock.GetUtcNow() - now.LastPassAt;
        var data = Describe(now, age);
        var wrong = clocks.Wrong;
        return Task.FromResult(
            age is null ? HealthCheckResult.Unhealthy($"schedules have not been compared yet{Because(now)}", data: data)
            : wrong.Count > 0 ? HealthCheckResult.Unhealthy($"the clock of {string.Join(" and of ", wrong)} differs from this machine's by 5 s or more: set the wrong one right (NTP)", data: data)
            : age > Stale ? HealthCheckResult.Unhealthy($"schedules were last compared {age.Value.TotalSeconds:0} s ago{Because(now)}", data: data)
            : HealthCheckResult.Healthy($"compared {Math.Max(age.Value.TotalSeconds, 0):0} s ago", data));
    }

    private static string Because(KeeperState now) => now.Fault is { } fault ? $": {fault}" : "";

    private Dictionary<string, object> Describe(KeeperState now, TimeSpan? age)
    {
        var data = new Dictionary<string, object>
        {
            ["keeps"] = now.IsKeeping,
            ["recurring"] = now.Recurring,
            ["manual"] = now.Manual,
            ["quarantined"] = now.QuarantinedCount,
            ["quarantine"] = now.Quarantined.ToArray(),
            ["repairs"] = now.Repairs.ToDictionary(repair => repair.Key.Text(), repair => repair.Value),
            ["clockSkewSeconds"] = clocks.Skews.ToDictionary(skew => skew.Key, skew => Math.Round(skew.Value.TotalSeconds, 3)),
        };
        if (age is { } known)
        {
            data["ageSeconds"] = Math.Round(Math.Max(known.TotalSeconds, 0), 1);
        }
        else if (now.Fault is null)
        {
            data[HealthLog.StartingKey] = true;
        }

        return data;
    }
}
