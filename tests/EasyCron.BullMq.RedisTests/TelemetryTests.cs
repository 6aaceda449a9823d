using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

/// <remarks>Listeners hear every test of the process, so each looks for a queue name of its own.</remarks>
public sealed class TelemetryTests : QueueTest
{
    private readonly string _name = $"traced-{UniqueName.Next()}";
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private ActivityListener _listener = null!;

    private Queue Traced => new(_name, Connection, new QueueOptions { Prefix = Prefix });

    [SetUp]
    public void Listen()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == QueueTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.OperationName.EndsWith(_name, StringComparison.Ordinal))
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [TearDown]
    public void StopListening() => _listener.Dispose();

    [Test]
    public async Task One_trace_leads_from_the_add_through_the_attempt_into_what_it_adds()
    {
        await StartTracedAsync(async (job, token) =>
        {
            if (job.Name == "first")
            {
                await Traced.AddAsync("second", cancellationToken: token);
            }

            return JobOutcome.Done;
        });

        var added = await Traced.AddAsync("first");
        await Eventually.BecomesTrueAsync(() => _stopped.Count == 4);

        var (add, process) = (Span("add", "first"), Span("process", "first"));
        var (again, last) = (Span("add", "second"), Span("process", "second"));
        Assert.Multiple(() =>
        {
            Assert.That((process.ParentSpanId, again.ParentSpanId, last.ParentSpanId), Is.EqualTo((add.SpanId, process.SpanId, again.SpanId)));
            Assert.That(_stopped.Select(span => span.TraceId).Distinct(), Has.One.Items);
            Assert.That((add.Kind, process.Kind), Is.EqualTo((ActivityKind.Producer, ActivityKind.Consumer)));
            Assert.That(
                new[] { "messaging.system", "messaging.destination.name", "messaging.operation.name", "messaging.operation.type", "messaging.message.id" }.Select(process.GetTagItem),
                Is.EqualTo(new object[] { "bullmq", _name, "process", "process", added.Id }));
            Assert.That(add.GetTagItem("messaging.operation.type"), Is.EqualTo("send"));
        });
    }

    [Test]
    public async Task The_context_lies_in_the_job_as_bullmq_otel_puts_it()
    {
        var added = await Traced.AddAsync("j");
        var silent = await Traced.AddAsync("j", options: new JobOptions { OmitContext = true });
        var own = await Traced.AddAsync("j", options: new JobOptions { TelemetryMetadata = "mine" });

        var job = (await Traced.GetJobAsync(added.Id))!;
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(job.Options.TelemetryMetadata!)!;
        Assert.That(headers["traceparent"], Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$"));
        Assert.That(job.TraceContext!.Value.SpanId, Is.EqualTo(_stopped.First().SpanId));
        Assert.That((await Traced.GetJobAsync(silent.Id))!.Options.TelemetryMetadata, Is.Null);
        Assert.That((await Traced.GetJobAsync(own.Id))!.Options.TelemetryMetadata, Is.EqualTo("mine"));
    }

    [TestCase("{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}", "b7ad6b7169203331")]
    [TestCase("{\"traceparent\":7}", null)]
    [TestCase("[1]", null)]
    [TestCase("no json", null)]
    public async Task A_context_from_elsewhere_is_followed_and_nonsense_is_not(string metadata, string? parent)
    {
        await StartTracedAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));

        await Traced.AddAsync("j", options: new JobOptions { TelemetryMetadata = metadata });

        await Eventually.BecomesTrueAsync(() => _stopped.Count == 2);
        Assert.That(Span("process", "j").ParentSpanId, Is.EqualTo(parent is null ? default : ActivitySpanId.CreateFromString(parent)));
    }

    [Test]
    public async Task What_was_going_on_where_the_worker_was_started_is_no_parent_of_its_jobs()
    {
        using var going = new Activity("start-up").Start();
        await StartTracedAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));

        await Traced.AddAsync("j", options: new JobOptions { OmitContext = true });

        await Eventually.BecomesTrueAsync(() => _stopped.Count == 2);
        Assert.That(Span("process", "j").TraceId, Is.Not.EqualTo(going.TraceId));
    }

    [Test]
    public async Task A_failed_attempt_is_marked_with_its_error()
    {
        await StartTracedAsync((_, _) => throw new InvalidOperationException("boom"));

        await Traced.AddAsync("j");

        await Eventually.BecomesTrueAsync(() => _stopped.Count == 2);
        var span = Span("process", "j");
        Assert.That((span.Status, span.StatusDescription, span.GetTagItem("error.type")), Is.EqualTo((ActivityStatusCode.Error, "boom", "System.InvalidOperationException")));
    }

    [Test]
    public async Task A_flow_carries_one_context_in_all_its_jobs()
    {
        var producer = new FlowProducer(Connection, new FlowProducerOptions { Prefix = Prefix });

        var added = await producer.AddAsync(new FlowJob("p", _name) { Children = [new FlowJob("c", _name)] });

        var contexts = await Task.WhenAll(new[] { added.Id, added.Children[0].Id }.Select(async id => (await Traced.GetJobAsync(id))!.TraceContext));
        Assert.That(contexts, Has.All.EqualTo(new ActivityContext(_stopped.Single().TraceId, _stopped.Single().SpanId, ActivityTraceFlags.Recorded, isRemote: true)));
        Assert.That(_stopped.Single().GetTagItem("messaging.batch.message_count"), Is.EqualTo(2));
    }

    [Test]
    public async Task Adds_and_attempts_are_counted_and_timed()
    {
        var measured = new ConcurrentQueue<(string Instrument, double Value, string? Error)>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == QueueTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.Start();
        await StartTracedAsync((job, _) => job.Name == "bad" ? throw new InvalidOperationException("boom") : ValueTask.FromResult(JobOutcome.Done));

        await Traced.AddManyAsync([new("good"), new("bad"), new("good")]);
        await Eventually.BecomesTrueAsync(() => measured.Count(one => one.Instrument == "messaging.process.duration") == 3);

        Assert.Multiple(() =>
        {
            Assert.That(Sum("messaging.client.sent.messages"), Is.EqualTo(3));
            Assert.That(Sum("messaging.client.consumed.messages"), Is.EqualTo(3));
            Assert.That(measured.Count(one => one.Instrument == "messaging.client.operation.duration"), Is.EqualTo(1));
            Assert.That(measured.Count(one => one is { Instrument: "messaging.process.duration", Error: "System.InvalidOperationException" }), Is.EqualTo(1));
        });

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string?)tag.Value);
            if (all.GetValueOrDefault("messaging.destination.name") == _name)
            {
                measured.Enqueue((instrument.Name, value, all.GetValueOrDefault("error.type")));
            }
        }

        double Sum(string instrument) => measured.Where(one => one.Instrument == instrument).Sum(one => one.Value);
    }

    private Activity Span(string operation, string job) =>
        _stopped.Single(span => span.OperationName == $"{operation} {_name}" && (string?)span.GetTagItem("bullmq.job.name") == job);

    private async Task StartTracedAsync(JobProcessor processor)
    {
        var worker = new Worker(_name, Connection, processor, new WorkerOptions { Prefix = Prefix });
        StopAtTheEnd(worker);
        await worker.StartAsync();
    }
}
