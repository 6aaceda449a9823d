using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using EasyCron.Worker.Telemetry;

namespace EasyCron.Worker.Tests.Telemetry;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class MetricStoreTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MetricStore _store;

    public MetricStoreTests() => _store = new MetricStore(meter => ReferenceEquals(meter, _meter));

    public void Dispose()
    {
        _store.Dispose();
        _meter.Dispose();
    }

    [Test]
    public void A_counter_adds_up_by_its_labels()
    {
        var counter = _meter.CreateCounter<long>("runs_total", "{run}", "Runs.");
        counter.Add(2, new KeyValuePair<string, object?>("state", "OK"), new KeyValuePair<string, object?>("a", 1));
        counter.Add(3, new KeyValuePair<string, object?>("a", 1), new KeyValuePair<string, object?>("state", "OK"));
        counter.Add(1, new KeyValuePair<string, object?>("state", "FAIL"));

        Assert.That(Page(), Is.EqualTo("# HELP runs_total Runs.\n# TYPE runs_total counter\nruns_total{a=\"1\",state=\"OK\"} 5\nruns_total{state=\"FAIL\"} 1\n"));
    }

    [Test]
    public void A_histogram_counts_each_measurement_in_every_bucket_above_it()
    {
        var histogram = _meter.CreateHistogram("took", "s", "Took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.1, 0.5, 7 })
        {
            histogram.Record(value, new KeyValuePair<string, object?>("kind", "x"));
        }

        Assert.That(Page(), Is.EqualTo("""
            # HELP took_seconds Took.
            # TYPE took_seconds histogram
            took_seconds_bucket{kind="x",le="0.1"} 1
            took_seconds_bucket{kind="x",le="1"} 2
            took_seconds_bucket{kind="x",le="+Inf"} 3
            took_seconds_sum{kind="x"} 7.6
            took_seconds_count{kind="x"} 3

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void What_is_observed_is_asked_for_each_time_and_what_is_not_told_again_is_gone()
    {
        var values = new Dictionary<string, double> { ["a"] = 1, ["b"] = 2.5 };
        _meter.CreateObservableGauge("level", () => values.Select(value => new Measurement<double>(value.Value, new KeyValuePair<string, object?>("of", value.Key))), null, "Level.");
        var before = Page();
        values.Remove("a");
        values["b"] = -1;

        Assert.That(before, Does.EndWith("level{of=\"a\"} 1\nlevel{of=\"b\"} 2.5\n"));
        Assert.That(Page(), Does.EndWith("counter\nlevel{of=\"b\"} -1\n".Replace("counter", "gauge")));
    }

    [Test]
    public void An_up_down_counter_is_a_gauge()
    {
        var counter = _meter.CreateUpDownCounter<int>("inflight");
        counter.Add(3);
        counter.Add(-1);

        Assert.That(Page(), Does.Contain("# TYPE inflight gauge\ninflight 2\n"));
    }

    [TestCase("a.b-c", "By", "a_b_c_bytes_total")]
    [TestCase("x_seconds_total", "s", "x_seconds_total")]
    [TestCase("x", "{thing}", "x_total")]
    [TestCase("9x", null, "_9x_total")]
    public void Names_are_what_Prometheus_allows(string name, string? unit, string expected)
    {
        _meter.CreateCounter<long>(name, unit).Add(1);

        Assert.That(Page(), Does.Contain($"\n{expected} 1\n"));
    }

    [Test]
    public void Any_text_may_be_a_label_or_a_description()
    {
        _meter.CreateCounter<long>("odd_total", null, "back\\slash\nand line").Add(1, new KeyValuePair<string, object?>("what.is", "a\"b\\c\nd"), new KeyValuePair<string, object?>("none", null));

        Assert.That(Page(), Is.EqualTo("# HELP odd_total back\\\\slash\\nand line\n# TYPE odd_total counter\nodd_total{none=\"\",what_is=\"a\\\"b\\\\c\\nd\"} 1\n"));
    }

    [Test]
    public void A_flood_of_labels_is_counted_together()
    {
        var counter = _meter.CreateCounter<long>("many_total");
        for (var i = 0; i < MetricFamily.MostSeries + 100; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        Assert.That(Page(), Does.Contain("many_total{overflow=\"true\"} 100\n"));
    }

    [Test]
    public void Two_kinds_under_one_name_do_not_make_the_page_unreadable()
    {
        _meter.CreateCounter<long>("same_total").Add(1);
        _meter.CreateHistogram<double>("same_total").Record(5);

        Assert.That(Page(), Is.EqualTo("# HELP same_total same_total\n# TYPE same_total counter\nsame_total 1\n"));
    }

    [Test]
    public void The_runtime_s_own_instruments_make_a_page_of_valid_lines()
    {
        using var store = new MetricStore();
        var text = new StringBuilder();
        store.Write(text);

        Assert.That(text.ToString(), Does.Contain("dotnet_gc_collections_total"));
        Assert.That(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Matches<string>(line => Line().IsMatch(line!)));
    }

    private string Page()
    {
        var text = new StringBuilder();
        _store.Write(text);
        return text.ToString();
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_][a-zA-Z0-9_]* .*|[a-zA-Z_][a-zA-Z0-9_]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]?(Inf|[0-9.E+-]+)))$""")]
    private static partial Regex Line();
}
