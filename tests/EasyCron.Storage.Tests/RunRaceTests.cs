using System.Collections.Concurrent;
using EasyCron.Testing;

namespace EasyCron.Storage.Tests;

/// <summary>Many workers at once: each is a pool and a writer of its own, as in processes of their own.</summary>
public class RunRaceTests : DatabaseTests
{
    private readonly List<Database> _workers = [];

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    private RunWriter[] Workers(int count, string parameters = "&connection_limit=2")
    {
        _workers.AddRange(Enumerable.Range(0, count).Select(_ => Open(parameters)));
        return [.. _workers.Select(database => new RunWriter(database))];
    }

    private static Task<StartOutcome[]> AllAsync(RunWriter[] workers, Func<int, RunStart> start)
    {
        var gun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racers = workers.Select(async (worker, number) =>
        {
            await gun.Task;
            return await worker.StartAsync(start(number));
        }).ToArray();
        gun.SetResult();
        return Task.WhenAll(racers);
    }

    [Test]
    public async Task Fifty_workers_racing_on_a_skip_job_leave_one_run()
    {
        var workers = Workers(50);
        for (var round = 0; round < 10; round++)
        {
            await App.InsertJobAsync($"job{round}");

            var outcomes = await AllAsync(workers, number => Start($"job{round}", $"r{round}-{number}", ConcurrencyMode.Skip));

            Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
            Assert.That(outcomes.Count(outcome => outcome is StartOutcome.SkippedBecauseRunning), Is.EqualTo(49));
            Assert.That(await RunsInStateAsync("RUNNING"), Has.Length.EqualTo(round + 1));
        }
    }

    [Test]
    public async Task Fifty_calls_of_one_worker_racing_on_a_skip_job_leave_one_run()
    {
        await App.InsertJobAsync("job");

        var outcomes = await AllAsync([.. Enumerable.Repeat(Writer, 50)], number => Start("job", $"r{number}", ConcurrencyMode.Skip));

        Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
        Assert.That(await RunsInStateAsync("RUNNING"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Workers_racing_with_one_run_id_make_one_row([Values] ConcurrencyMode mode)
    {
        await App.InsertJobAsync("job");

        var outcomes = await AllAsync(Workers(20), _ => Start("job", "r1", mode));

        Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Resumed), Is.EqualTo(19));
        Assert.That(await RunsInStateAsync("RUNNING"), Is.EqualTo(new[] { "r1" }));
    }

    [Test]
    public async Task Allow_lets_all_in()
    {
        await App.InsertJobAsync("job");

        var outcomes = await AllAsync(Workers(20), number => Start("job", $"r{number}", ConcurrencyMode.Allow));

        Assert.That(outcomes, Is.All.InstanceOf<StartOutcome.Started>());
    }

    [Test]
    public async Task A_queue_job_runs_one_at_a_time_in_order_and_none_is_forgotten()
    {
        const int Count = 60;
        await App.InsertJobAsync("job", ("concurrency", "queue"));
        var workers = Workers(8);
        var mailbox = Enumerable.Range(0, Count).ToDictionary(number => $"c{number:000}", _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var order = new ConcurrentQueue<string>();
        var running = 0;
        await Writer.StartAsync(Start("job", "c-first", ConcurrencyMode.Queue));

        // Each run asks, and where it must wait sleeps until the end of another names it; nothing polls.
        async Task RunAsync(string id, RunWriter worker)
        {
            while (await worker.StartAsync(Start("job", id, ConcurrencyMode.Queue)) is not StartOutcome.Started)
            {
                await mailbox[id].Task.WaitAsync(Eventually.DefaultDeadline);
            }

            Assert.That(Interlocked.Increment(ref running), Is.EqualTo(1), "two runs at once");
            order.Enqueue(id);
            Interlocked.Decrement(ref running);
            await EndAsync(id, worker);
        }

        async Task EndAsync(string id, RunWriter worker)
        {
            await worker.FinishAsync(Finish("job", id));
            if (await worker.NextInLineAsync("job") is { } next)
            {
                mailbox[next].TrySetResult();
            }
        }

        var runs = mailbox.Keys.Reverse().Select((id, number) => RunAsync(id, workers[number % workers.Length])).ToArray();
        await Eventually.BecomesAsync(() => RunsInStateAsync("QUEUED"), waiting => waiting.Length == Count);
        await EndAsync("c-first", Writer);
        await Task.WhenAll(runs);

        Assert.That(order, Is.EqualTo(mailbox.Keys.Order(StringComparer.Ordinal)));
        Assert.That(await RunsInStateAsync("OK"), Has.Length.EqualTo(Count + 1));
    }

    [Test]
    public async Task No_run_is_left_waiting_when_ends_and_arrivals_race()
    {
        await App.InsertJobAsync("job", ("concurrency", "queue"));
        var workers = Workers(6);
        var woken = new ConcurrentDictionary<string, TaskCompletionSource>();
        TaskCompletionSource Bell(string id) => woken.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        async Task WorkAsync(int number)
        {
            for (var turn = 0; turn < 40; turn++)
            {
                var id = $"c{turn:00}{number}";
                while (await workers[number].StartAsync(Start("job", id, ConcurrencyMode.Queue)) is not StartOutcome.Started)
                {
                    await Bell(id).Task.WaitAsync(Eventually.DefaultDeadline);
                    woken.TryRemove(id, out _);
                }

                await workers[number].FinishAsync(Finish("job", id));
                if (await workers[number].NextInLineAsync("job") is { } next)
                {
                    Bell(next).TrySetResult();
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, workers.Length).Select(WorkAsync));

        Assert.That(await RunsInStateAsync("OK"), Has.Length.EqualTo(240));
    }

    [Test]
    public async Task Batches_of_many_jobs_in_any_order_never_deadlock()
    {
        const int JobCount = 40;
        for (var number = 0; number < JobCount; number++)
        {
            await App.InsertJobAsync($"job{number}");
        }

        var workers = Workers(6);
        var before = await DeadlocksAsync();

        // Every worker starts every run, each in an order of its own, so all hold and want the same locks and rows.
        await Task.WhenAll(workers.Select(async (worker, seed) =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 5; round++)
            {
                var numbers = Enumerable.Range(0, JobCount).ToArray();
                random.Shuffle(numbers);
                await Task.WhenAll(numbers.Select(number => worker.StartAsync(Start($"job{number}", $"r{round}-{number}", number % 2 == 0 ? ConcurrencyMode.Allow : ConcurrencyMode.Queue))));
                random.Shuffle(numbers);
                await Task.WhenAll(numbers.Select(number => worker.FinishAsync(Finish($"job{number}", $"r{round}-{number}"))));
            }
        }));

        Assert.That(await RunsInStateAsync("OK"), Has.Length.EqualTo(JobCount * 5));
        Assert.That(await DeadlocksAsync(), Is.EqualTo(before));
    }

    private Task<long> DeadlocksAsync() => App.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
}
