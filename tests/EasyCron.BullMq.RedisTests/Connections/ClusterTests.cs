using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.RedisTests.Connections;

/// <summary>A queue on a real cluster of three masters. The prefix has a hash tag, so that all its keys lie in one slot.</summary>
public sealed class ClusterTests
{
    private static RedisCluster _cluster = null!;
    private readonly ListLoggerProvider _logs = new();
    private readonly string _prefix = RedisCluster.FreePrefix();
    private readonly List<Worker> _workers = [];
    private QueueConnection _connection = null!;

    private Queue Queue => new("q", _connection, new QueueOptions { Prefix = _prefix });

    [OneTimeSetUp]
    public static async Task StartClusterAsync() => _cluster = await RedisCluster.StartAsync();

    [OneTimeTearDown]
    public static async Task StopClusterAsync() => await _cluster.DisposeAsync();

    [SetUp]
    public void Connect() => _connection = new QueueConnection(
        QueueConnectionOptions.Parse($"redis://{string.Join(',', _cluster.Nodes.Select(node => $"{node.Host}:{node.Port}"))}") with { Logging = new LoggerFactory([_logs]) });

    [TearDown]
    public async Task CloseAsync()
    {
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync(new CancellationToken(canceled: true))));
        await _connection.DisposeAsync();
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            await TestContext.Out.WriteLineAsync(string.Join('\n', _logs.Entries));
        }
    }

    // Wherever the slot lies: of many prefixes some lie on each of the masters.
    [Test]
    public async Task Queues_on_every_master_do_their_jobs()
    {
        var queues = Enumerable.Range(0, 9).Select(_ => new Queue("q", _connection, new QueueOptions { Prefix = RedisCluster.FreePrefix() })).ToList();
        var masters = await Task.WhenAll(queues.Select(queue => _cluster.MasterOfAsync(queue.Name.Prefix)));
        foreach (var queue in queues)
        {
            await StartAsync((job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<int>() * 2)), new WorkerOptions { Prefix = queue.Name.Prefix });
        }

        var added = await Task.WhenAll(queues.Select(queue => queue.AddAsync("j", 21)));

        foreach (var (queue, job) in queues.Zip(added))
        {
            var done = await Eventually.BecomesAsync(() => queue.GetJobAsync(job.Id), found => found?.ReturnValueJson is not null);
            Assert.That(done!.GetReturnValue<int>(), Is.EqualTo(42));
        }

        Assert.That(masters.Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public async Task All_a_queue_can_do_it_does_on_a_cluster()
    {
        var ran = new ConcurrentQueue<string>();
        await using var events = new QueueEvents("q", _connection, new QueueEventsOptions { Prefix = _prefix });
        await StartAsync(
            (job, _) =>
            {
                ran.Enqueue(job.Name);
                return job.Name == "retried" && job.AttemptsMade == 0 ? throw new InvalidOperationException("once") : ValueTask.FromResult(JobOutcome.Completed(job.Name));
            },
            new WorkerOptions { Name = "mine", Concurrency = 5 });

        await Queue.AddManyAsync(Enumerable.Range(0, 300).Select(i => new JobToAdd("many", i)));
        await Queue.AddAsync("retried", options: new JobOptions { Attempts = 2 });
        await Queue.AddAsync("later", options: new JobOptions { Delay = TimeSpan.FromMilliseconds(50) });
        await Queue.AddAsync("first", options: new JobOptions { Priority = 1 });
        await Queue.Schedulers.UpsertAsync("s", JobSchedule.EveryInterval(TimeSpan.FromHours(1)), new JobTemplate { Name = "scheduled" });
        var flow = await new FlowProducer(_connection, new FlowProducerOptions { Prefix = _prefix })
            .AddAsync(new FlowJob("parent", "q") { Children = [new FlowJob("child", "q")] });

        Assert.That(await events.WaitUntilFinishedAsync<string>(flow.Id, Eventually.DefaultDeadline), Is.EqualTo("parent"));
        await Eventually.BecomesTrueAsync(() => ran.Count == 307);
        Assert.Multiple(async () =>
        {
            Assert.That(ran.Distinct(), Is.EquivalentTo(new[] { "many", "retried", "later", "first", "scheduled", "parent", "child" }));
            Assert.That((await Queue.Inspect.WorkersAsync()).Select(worker => worker.Name), Is.EqualTo(new[] { "mine" }));
        });

        await Queue.Maintain.ObliterateAsync(force: true);
        Assert.That(await KeysAsync(), Is.Empty);
    }

    [Test]
    public void A_prefix_without_a_hash_tag_is_refused_with_the_remedy()
    {
        var queue = new Queue("q", _connection, new QueueOptions { Prefix = "no-tag-" + UniqueName.Next() });

        Assert.That(() => queue.AddAsync("j"), Throws.InstanceOf<ClusterSlotException>().With.Message.Contains("hash tag"));
        Assert.That(() => queue.PauseAsync(), Throws.InstanceOf<ClusterSlotException>().With.Message.Contains("hash tag"));
    }

    [Test]
    public async Task A_worker_of_a_queue_without_a_hash_tag_says_why_it_cannot_work()
    {
        var told = new TaskCompletionSource<Exception>();
        await StartAsync(
            (_, _) => ValueTask.FromResult(JobOutcome.Done),
            new WorkerOptions { Prefix = "no-tag-" + UniqueName.Next(), Events = new WorkerEvents { OnError = error => { told.TrySetResult(error); return ValueTask.CompletedTask; } } });

        Assert.That(await told.Task.WaitAsync(Eventually.DefaultDeadline), Is.InstanceOf<ClusterSlotException>());
    }

    [Test]
    public async Task A_flow_over_slots_is_refused_before_anything_is_sent()
    {
        var producer = new FlowProducer(_connection, new FlowProducerOptions { Prefix = _prefix });

        Assert.That(
            () => producer.AddAsync(new FlowJob("p", "q") { Children = [new FlowJob("c", "q") { Prefix = RedisCluster.FreePrefix() }] }),
            Throws.InstanceOf<ClusterSlotException>().With.Message.Contains(_prefix));
        Assert.That(await KeysAsync(), Is.Empty);
    }

    // A client's id means something on its own server only, so that the one which holds the queue must be asked to end the wait.
    [Test]
    public async Task A_paused_worker_has_no_fetch_left_on_any_master()
    {
        var queues = Enumerable.Range(0, 6).Select(_ => new Queue("q", _connection, new QueueOptions { Prefix = RedisCluster.FreePrefix() })).ToList();
        foreach (var queue in queues)
        {
            await StartAsync((job, _) => ValueTask.FromResult(JobOutcome.Completed(job.Id)), new WorkerOptions { Prefix = queue.Name.Prefix });
            await Eventually.BecomesAsync(() => queue.Inspect.WorkersAsync(), workers => workers.Count == 1);
        }

        await Task.WhenAll(_workers.Select(worker => worker.PauseAsync()));
        await Task.WhenAll(queues.Select(queue => queue.AddAsync("j")));

        foreach (var queue in queues)
        {
            var counts = await queue.Inspect.CountsAsync();
            Assert.That((counts[JobState.Active], counts[JobState.Waiting]), Is.EqualTo((0, 1)));
        }

        _workers.ForEach(worker => worker.Resume());
        foreach (var queue in queues)
        {
            await Eventually.BecomesAsync(() => queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 1);
        }
    }

    private async Task<string> KeysAsync() => await (await _cluster.MasterOfAsync(_prefix)).ExecuteAsync("KEYS", $"{_prefix}:*");

    private async Task StartAsync(JobProcessor processor, WorkerOptions options)
    {
        var worker = new Worker("q", _connection, processor, options.Prefix == QueueName.DefaultPrefix ? options with { Prefix = _prefix } : options);
        _workers.Add(worker);
        await worker.StartAsync();
    }
}
