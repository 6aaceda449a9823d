using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.BullMq.RedisTests;

public sealed class QueueEventsTests : QueueTest
{
    private readonly List<QueueEvent> _read = [];
    private readonly CancellationTokenSource _stop = new();

    [TearDown]
    public void StopReading() => _stop.Cancel();

    [Test]
    public async Task The_life_of_a_job_is_told_by_typed_events_in_order()
    {
        var (_, reading) = await StartReadingAsync();
        await StartWorkerAsync(async (job, token) =>
        {
            if (job.AttemptsStarted == 1)
            {
                throw new InvalidOperationException("first");
            }

            await job.UpdateProgressAsync(50, token);
            return JobOutcome.Completed(new { Ok = true });
        });

        await Queue.AddAsync("n", options: new JobOptions { JobId = "j", Attempts = 2, Backoff = Backoff.Fixed(TimeSpan.FromMilliseconds(5)) });
        await HappenedAsync(happened => happened is QueueDrained);

        Assert.That(_read.OfType<JobEvent>().Select(happened => happened.GetType().Name), Is.EqualTo(new[]
        {
            nameof(JobAdded), nameof(JobWaiting), nameof(JobActive), nameof(JobDelayed), nameof(JobWaiting), nameof(JobActive), nameof(JobProgressed), nameof(JobCompleted),
        }));
        Assert.That(_read.OfType<JobEvent>(), Has.All.Matches<JobEvent>(happened => happened!.JobId == "j"));
        Assert.That(((JobWaiting)_read[4]).From, Is.EqualTo(JobState.Delayed));
        Assert.That(_read.OfType<JobProgressed>().Single().GetProgress<int>(), Is.EqualTo(50));
        Assert.That(_read.OfType<JobCompleted>().Single().GetReturnValue<Dictionary<string, bool>>()!["ok"]);
        Assert.That(_read[0].At, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        await EndAsync(reading);
    }

    [Test]
    public async Task Every_kind_of_event_has_its_type()
    {
        var (_, reading) = await StartReadingAsync();
        var worker = await StartWorkerAsync((_, _) => throw new InvalidOperationException("bad"));
        await Queue.AddAsync("n", options: new JobOptions { JobId = "fails" });
        await HappenedAsync(happened => happened is JobRetriesExhausted { JobId: "fails", AttemptsMade: 1 });
        await worker.StopAsync();
        await Queue.PauseAsync();
        await Queue.ResumeAsync();
        var added = await Queue.AddAsync("n", options: new JobOptions { JobId = "parent", Deduplication = new Deduplication("d") });
        await Queue.AddAsync("n", options: new JobOptions { JobId = "parent" });
        await Queue.AddAsync("n", options: new JobOptions { Deduplication = new Deduplication("d") });
        await Queue.Maintain.RemoveAsync(added.Id);
        await Queue.Maintain.CleanAsync(JobState.Failed, TimeSpan.Zero);
        var published = await new QueueEventsProducer("q", Connection, Prefix).PublishAsync("mine", new Dictionary<string, string> { ["a"] = "1", ["jobId"] = "j" });

        await HappenedAsync(happened => happened is CustomEvent);

        Assert.Multiple(() =>
        {
            Assert.That(_read, Has.Some.Matches<QueueEvent>(happened => happened is JobFailed { JobId: "fails", Reason: "bad" }));
            Assert.That(_read, Has.Some.InstanceOf<QueuePaused>());
            Assert.That(_read, Has.Some.InstanceOf<QueueResumed>());
            Assert.That(_read, Has.Some.Matches<QueueEvent>(happened => happened is JobDuplicated { JobId: "parent" }));
            Assert.That(_read, Has.Some.Matches<QueueEvent>(happened => happened is JobDeduplicated { JobId: "parent", DeduplicationId: "d" }));
            Assert.That(_read, Has.Some.Matches<QueueEvent>(happened => happened is JobRemoved { JobId: "parent", From: JobState.Waiting }));
            Assert.That(_read, Has.Some.Matches<QueueEvent>(happened => happened is QueueCleaned { Count: 1 }));
            var mine = (CustomEvent)_read[^1];
            Assert.That((mine.Name, mine.Fields["a"], mine.Fields["jobId"], mine.Position), Is.EqualTo(("mine", "1", "j", published)));
        });
        await EndAsync(reading);
    }

    [Test]
    public async Task Reading_goes_on_from_a_known_position_and_repeats_nothing()
    {
        await using var events = Events();
        await Queue.AddAsync("before");
        var position = await events.PositionAsync();
        await Queue.AddManyAsync(Enumerable.Range(0, 2500).Select(i => new JobToAdd($"n{i}")));

        var names = new List<string>();
        await foreach (var happened in events.ReadAsync(position))
        {
            if (happened is JobAdded added)
            {
                names.Add(added.Name);
                if (names.Count == 2500)
                {
                    break;
                }
            }
        }

        Assert.That(names, Is.EqualTo(Enumerable.Range(0, 2500).Select(i => $"n{i}")));
        Assert.That(async () => await events.ReadAsync("yesterday").GetAsyncEnumerator().MoveNextAsync(), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public async Task Reading_from_the_beginning_reads_all_that_is_kept()
    {
        await using var events = Events();
        await Queue.AddAsync("old");

        await foreach (var happened in events.ReadAsync("0-0"))
        {
            Assert.That(happened, Is.InstanceOf<JobAdded>().With.Property(nameof(JobAdded.Name)).EqualTo("old"));
            break;
        }
    }

    [Test]
    public async Task Nonsense_in_the_stream_harms_only_who_reads_it()
    {
        var (_, reading) = await StartReadingAsync();
        await RedisAsync("XADD", Keys.Events, "*", "event", "completed", "jobId", "1", "returnvalue", "{oops");
        await RedisAsync("XADD", Keys.Events, "*", "event", "progress", "jobId", "1", "data", "]");
        await RedisAsync("XADD", Keys.Events, "*", "event", "delayed", "jobId", "1", "delay", "soon");
        await RedisAsync("XADD", Keys.Events, "*", "event", "cleaned");
        await RedisAsync("XADD", Keys.Events, "*", "nameless", "1");
        await RedisAsync("XADD", Keys.Events, "*", "event", "drained");

        await HappenedAsync(happened => happened is QueueDrained);

        Assert.That(_read.Select(happened => happened.GetType().Name), Is.EqualTo(new[]
        {
            nameof(JobCompleted), nameof(JobProgressed), nameof(CustomEvent), nameof(CustomEvent), nameof(CustomEvent), nameof(QueueDrained),
        }));
        Assert.That(() => ((JobCompleted)_read[0]).GetReturnValue<object>(), Throws.InstanceOf<System.Text.Json.JsonException>());
        await EndAsync(reading);
    }

    [Test]
    public async Task Reading_outlives_a_restart_of_the_server_and_misses_nothing()
    {
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(server.Url) with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        await using var events = new QueueEvents("q", connection);
        var queue = new Queue("q", connection);
        await queue.AddAsync("first");
        var names = new ConcurrentQueue<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var happened in events.ReadAsync("0-0", _stop.Token))
            {
                if (happened is JobAdded added)
                {
                    names.Enqueue(added.Name);
                }
            }
        });
        await Eventually.BecomesTrueAsync(() => names.Count == 1);

        await server.RestartAsync(keepData: true);
        await using var other = new QueueConnection(QueueConnectionOptions.Parse(server.Url));
        await new Queue("q", other).AddAsync("second");

        await Eventually.BecomesTrueAsync(() => names.Count == 2);
        Assert.That(names, Is.EqualTo(new[] { "first", "second" }));
        await EndAsync(reading);
    }

    [Test]
    public async Task Readers_are_seen_by_their_sockets()
    {
        var (_, reading) = await StartReadingAsync();

        var readers = await Eventually.BecomesAsync(() => Queue.Inspect.EventReadersAsync(), readers => readers.Count == 1);

        Assert.That(readers[0].Name, Is.Null);
        await EndAsync(reading);
        await Eventually.BecomesAsync(() => Queue.Inspect.EventReadersAsync(), readers => readers.Count == 0);
    }

    [Test]
    public async Task Published_events_keep_the_length_the_queue_has()
    {
        await Queue.Maintain.KeepEventsAsync(5000);
        var producer = new QueueEventsProducer("q", Connection, Prefix);
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(_ => producer.PublishAsync("mine")));

        Assert.That((long)await RedisAsync("XLEN", Keys.Events), Is.EqualTo(3000));
        Assert.That(() => producer.PublishAsync("completed"), Throws.ArgumentException.With.Message.Contains("BullMQ's own"));
        Assert.That(() => producer.PublishAsync("mine", new Dictionary<string, string> { ["event"] = "x" }), Throws.ArgumentException);
    }

    private QueueEvents Events() => new("q", Connection, new QueueEventsOptions { Prefix = Prefix });

    private async Task<(QueueEvents Events, Task Reading)> StartReadingAsync()
    {
        var events = Events();
        var position = await events.PositionAsync();
        var reading = Task.Run(async () =>
        {
            await foreach (var happened in events.ReadAsync(position, _stop.Token))
            {
                lock (_read)
                {
                    _read.Add(happened);
                }
            }
        });
        return (events, reading);
    }

    private Task HappenedAsync(Func<QueueEvent, bool> condition) => Eventually.BecomesTrueAsync(() =>
    {
        lock (_read)
        {
            return _read.Any(condition);
        }
    });

    private async Task EndAsync(Task reading)
    {
        await _stop.CancelAsync();
        Assert.That(() => reading, Throws.InstanceOf<OperationCanceledException>());
    }
}
