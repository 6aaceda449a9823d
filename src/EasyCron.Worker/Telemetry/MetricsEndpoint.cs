using System.Text;
using EasyCron.BullMq;
using EasyCron.Worker.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Telemetry;

/// <summary>
/// <c>/metrics</c>: this process' measurements, the queue's counts as BullMQ names them, and each readiness check as a number. No label carries an
/// id or an address. What cannot be read is left out; the page itself always answers.
/// </summary>
internal sealed partial class MetricsEndpoint(MetricStore store, Queue queue, HealthCheckService health, WorkerSettings settings, ILogger<MetricsEndpoint> logger)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Writes the page.</summary>
    /// <param name="isReadiness">Which checks are shown.</param>
    public async Task<IResult> GetAsync(Func<HealthCheckRegistration, bool> isReadiness, CancellationToken cancellationToken)
    {
        var readiness = health.CheckHealthAsync(isReadiness, cancellationToken);
        var counts = QueueAsync(cancellationToken);
        var text = new StringBuilder(8192);
        MetricFamily.Head(text, "easycron_build_info", MetricKind.Gauge, "1, with the version of the worker as a label.");
        MetricSeries.Sample(text, "easycron_build_info", PrometheusName.Label("version", ProductVersion.Current), 1);
        MetricFamily.Head(text, "easycron_concurrency", MetricKind.Gauge, "Requests that may be in flight at once: WORKER_CONCURRENCY.");
        MetricSeries.Sample(text, "easycron_concurrency", "", settings.Concurrency);
        store.Write(text);
        text.Append(await counts);
        MetricFamily.Head(text, "easycron_ready", MetricKind.Gauge, "What /health/ready says, by check: 1 healthy, 0.5 degraded, 0 unhealthy.");
        foreach (var (name, entry) in (await readiness).Entries)
        {
            MetricSeries.Sample(text, "easycron_ready", PrometheusName.Label("check", name), (int)entry.Status / 2.0);
        }

        return Results.Text(text.ToString(), ContentType);
    }

    private async Task<string> QueueAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = queue.Inspect.PrometheusAsync(cancellationToken: cancellationToken);
            var overdue = queue.Inspect.OverdueAsync(cancellationToken);
            await Task.WhenAll(counts, overdue).WaitAsync(Patience, cancellationToken);
            var text = new StringBuilder((await counts).TrimEnd('\n')).Append('\n');
            MetricFamily.Head(text, "easycron_queue_overdue_seconds", MetricKind.Gauge, "How long the earliest delayed job of the queue has been due.");
            MetricSeries.Sample(text, "easycron_queue_overdue_seconds", "", (await overdue ?? TimeSpan.Zero).TotalSeconds);
            return text.ToString();
        }
        catch (Exception exception) when (exception is QueueException or TimeoutException)
        {
            LogLeftOut(exception.Message);
            return "";
        }
    }

    [LoggerMessage(600, LogLevel.Debug, "The queue's counts are left out of /metrics: {Reason}")]
    private partial void LogLeftOut(string reason);
}
