using System.Text;
using System.Text.RegularExpressions;
using EasyCron.System.Tests.Health;
using EasyCron.Testing;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Telemetry;

/// <summary>What a worker measures, as Prometheus fetches it and as a collector is sent it.</summary>
public sealed partial class TelemetryTests : SystemTest
{
    [Test]
    public async Task Metrics_show_runs_lateness_and_readiness_and_no_label_carries_an_id_or_an_address()
    {
        var jobId = await Site.AddJobAsync(("retries", 1));
        var worker = await Site.StartWorkerAsync();
        var run = await Site.RunAsync(jobId);

        var page = await Eventually.BecomesAsync(
            () => Readiness.PageAsync(worker, "/metrics"), text => text.Contains("easycron_runs_total{state=\"OK\",trigger=\"manual\"} 1\n", StringComparison.Ordinal), TimeSpan.FromMinutes(1));

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("easycron_schedule_lateness_seconds_count{trigger=\"manual\"} 1\n"));
            Assert.That(page, Does.Contain("easycron_ready{check=\"postgres\"} 1\n").And.Contains("easycron_ready{check=\"schedules\"} 1\n"));
            Assert.That(page, Does.Contain("easycron_schedules{state=\"manual\"} 1\n"));
            Assert.That(page, Does.Contain("bullmq_job_count{queue=\"jobs\", state=\"completed\"} 1\n"));
            Assert.That(page, Does.Not.Contain(jobId).And.Not.Contains(run.Id).And.Not.Contains("://"));
            Assert.That(page.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Matches<string>(line => Line().IsMatch(line!)));
            Assert.That(Types().Matches(page).Select(match => match.Value), Is.Unique, "Prometheus refuses a page that names a metric twice");
        });
    }

    [Test]
    public async Task A_collector_gets_the_spans_of_a_run_and_the_metrics()
    {
        await using var collector = await HttpTarget.StartAsync();
        var jobId = await Site.AddJobAsync(("retries", 1));
        var worker = await Site.StartWorkerAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=hush"), ("OTEL_SERVICE_NAME", "cron-in-test"));
        var run = await Site.RunAsync(jobId);

        // What is left is sent at the end.
        Assert.That(await worker.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero);

        var traces = collector.Requests.Where(request => request.Path == "/v1/traces").ToList();
        var metrics = collector.Requests.Where(request => request.Path == "/v1/metrics").ToList();
        Assert.That((traces.Count > 0, metrics.Count > 0), Is.EqualTo((true, true)), string.Join(", ", collector.Requests));
        Assert.Multiple(() =>
        {
            Assert.That(traces.Concat(metrics).Select(request => request.Header("Content-Type")), Has.All.EqualTo("application/x-protobuf"));
            Assert.That(traces.Concat(metrics).Select(request => request.Header("x-key")), Has.All.EqualTo("hush"));
            foreach (var word in new[] { "cron-in-test", "run", "attempt", run.Id })
            {
                Assert.That(traces, Has.Some.Matches<ReceivedRequest>(request => Holds(request!, word)), $"the spans hold {word}");
            }

            Assert.That(metrics, Has.Some.Matches<ReceivedRequest>(request => Holds(request!, "easycron_runs_total")));
            Assert.That(worker.Process.Output.ToString(), Does.Not.Contain("hush"));
        });
    }

    [Test]
    public async Task A_collector_that_is_away_disturbs_nothing()
    {
        var jobId = await Site.AddJobAsync(("retries", 1));
        var worker = await Site.StartWorkerAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"));

        Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo("OK"));
        Assert.That(await worker.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero);
    }

    private static bool Holds(ReceivedRequest request, string word) => request.Body.Span.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_][a-zA-Z0-9_]* .*|[a-zA-Z_][a-zA-Z0-9_]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",? ?)*\})? (NaN|[+-]?(Inf|[0-9.E+-]+)))$""")]
    private static partial Regex Line();

    [GeneratedRegex("^# TYPE [a-zA-Z0-9_]+", RegexOptions.Multiline)]
    private static partial Regex Types();
}
