using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.RedisTests;

public sealed class ConnectionTests
{
    private static readonly QueueConnectionOptions Impatient = new() { CommandTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) };

    [Test]
    public async Task A_command_without_a_server_ends_at_its_deadline_and_says_that_nothing_was_done()
    {
        await using var connection = new QueueConnection(Impatient with { Endpoints = [$"127.0.0.1:{Testing.Network.FreePort.Next()}"] });

        Assert.That(
            () => new Queue("q", connection).AddAsync("a"),
            Throws.InstanceOf<QueueUnavailableException>().With.Property(nameof(QueueUnavailableException.MayHaveBeenApplied)).EqualTo(false));
    }

    [Test]
    public async Task A_worker_started_before_its_server_works_once_it_is_there_and_says_so_once()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await server.StopAsync();
        var logs = new Testing.Logging.ListLoggerProvider();
        await using var connection = Connect(server, logs);
        var ran = new TaskCompletionSource();
        await using var worker = new Worker("q", connection, (_, _) => { ran.TrySetResult(); return ValueTask.FromResult(JobOutcome.Done); });
        await worker.StartAsync();
        await Eventually.BecomesTrueAsync(() => logs.Entries.Any(entry => entry.Message.Contains("not reachable", StringComparison.Ordinal)));

        await server.StartAsync();
        await using var other = Connect(server);
        await Eventually.BecomesTrueAsync(async () => await TryAddAsync(other));

        await ran.Task.WaitAsync(Eventually.DefaultDeadline);
        Assert.That(logs.Entries.Count(entry => entry.Level >= LogLevel.Warning), Is.LessThanOrEqualTo(6), () => string.Join('\n', logs.Entries));
    }

    [Test]
    public async Task Jobs_go_on_after_a_restart_of_the_server_and_none_is_lost_or_run_twice()
    {
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        await using var connection = Connect(server);
        var runs = new ConcurrentDictionary<string, int>();
        await using var worker = new Worker("q", connection, async (job, token) =>
        {
            runs.AddOrUpdate(job.Id, 1, (_, n) => n + 1);
            await Task.Delay(20, token);
            return JobOutcome.Done;
        }, new WorkerOptions { Concurrency = 5 });
        await worker.StartAsync();
        var queue = new Queue("q", connection);
        await queue.AddManyAsync(Enumerable.Range(0, 100).Select(i => new JobToAdd("n", i)));
        await Eventually.BecomesTrueAsync(() => runs.Count > 20);

        await server.StopAsync();
        await server.StartAsync();

        await Eventually.BecomesAsync(() => queue.Inspect.CountsAsync(), counts => counts[JobState.Completed] == 100);
        Assert.That(runs, Has.Count.EqualTo(100));
        Assert.That(runs.Values, Has.All.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_stops_answering_is_dialled_again()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await using var connection = new QueueConnection(Impatient with { Endpoints = [$"127.0.0.1:{server.Port}"] });
        var queue = new Queue("q", connection);
        await queue.AddAsync("a");

        server.Pause();
        Assert.That(
            () => queue.AddAsync("b"),
            Throws.InstanceOf<QueueUnavailableException>().With.Property(nameof(QueueUnavailableException.MayHaveBeenApplied)).EqualTo(true));
        server.Resume();

        await Eventually.BecomesTrueAsync(async () => await TryAddAsync(connection));
    }

    private static QueueConnection Connect(RedisServer server, ILoggerProvider? logs = null) => new(
        QueueConnectionOptions.Parse(server.Url) with
        {
            ConnectTimeout = TimeSpan.FromSeconds(1),
            Logging = new LoggerFactory(logs is null ? [] : [logs]),
        });

    private static async Task<bool> TryAddAsync(QueueConnection connection)
    {
        try
        {
            await new Queue("q", connection).AddAsync("again");
            return true;
        }
        catch (QueueException)
        {
            return false;
        }
    }
}
