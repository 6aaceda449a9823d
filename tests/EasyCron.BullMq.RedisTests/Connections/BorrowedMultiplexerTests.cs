using EasyCron.Testing;
using EasyCron.Testing.Redis;
using StackExchange.Redis;

namespace EasyCron.BullMq.RedisTests.Connections;

/// <summary>A multiplexer that belongs to the caller, with whatever settings the caller has for it.</summary>
public sealed class BorrowedMultiplexerTests
{
    [TestCase(RedisProtocol.Resp2)]
    [TestCase(RedisProtocol.Resp3)]
    public async Task A_queue_and_its_worker_run_on_it_and_leave_it_open(RedisProtocol protocol)
    {
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { Password = "secret" });
        var options = new ConfigurationOptions { EndPoints = { { server.Host, server.Port } }, Password = server.Password, Protocol = protocol };
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
        await using (var connection = QueueConnection.Borrow(multiplexer))
        {
            var queue = new Queue("q", connection);
            var worker = new Worker("q", connection, (job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<int>())));
            await worker.StartAsync();
            await using var events = new QueueEvents("q", connection);
            await queue.Schedulers.UpsertAsync("s", JobSchedule.Cron("0 0 1 1 *"));
            var added = await queue.AddAsync("j", 5);

            Assert.That(await events.WaitUntilFinishedAsync<int>(added.Id, Eventually.DefaultDeadline), Is.EqualTo(5));
            await Eventually.BecomesAsync(() => queue.Inspect.WorkersAsync(), workers => workers.Count == 1);
            var scheduler = (await queue.Schedulers.ListAsync()).Single();
            Assert.That(scheduler.Id, Is.EqualTo("s"));
            Assert.That(scheduler.Next, Is.EqualTo((await queue.Schedulers.GetAsync("s"))?.Next));
            Assert.That((await queue.GetJobAsync(added.Id))?.GetReturnValue<int>(), Is.EqualTo(5));
            // The multiplexer may not ask for the end of a wait; another socket does.
            await worker.PauseAsync();
            var held = await queue.AddAsync("j", 7);
            Assert.That((await queue.Inspect.CountsAsync())[JobState.Active], Is.Zero);
            worker.Resume();
            Assert.That(await events.WaitUntilFinishedAsync<int>(held.Id, Eventually.DefaultDeadline), Is.EqualTo(7));
            await worker.StopAsync().WaitAsync(Eventually.DefaultDeadline);
        }

        Assert.That(await multiplexer.GetDatabase().PingAsync(), Is.GreaterThan(TimeSpan.Zero));
    }
}
