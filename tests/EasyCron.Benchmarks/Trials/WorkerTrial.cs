using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Trials;

/// <summary>A worker that does nothing with its jobs: the cost of taking and finishing them.</summary>
public static class WorkerTrial
{
    public static async Task<Figures> RunAsync(QueueConnection connection, TrialSettings settings)
    {
        var concurrency = settings.Number("concurrency", 50);
        await WorkAsync(connection, settings, "warm", settings.Number("warm", 5000), concurrency);
        return await WorkAsync(connection, settings, "q", settings.Number("jobs", 30000), concurrency);
    }

    private static async Task<Figures> WorkAsync(QueueConnection connection, TrialSettings settings, string name, int jobs, int concurrency)
    {
        var queue = new Queue(name, connection, new QueueOptions { Prefix = settings.Prefix });
        await queue.AddManyAsync(Enumerable.Range(0, jobs).Select(i => new JobToAdd("noop", new { i })));
        var left = jobs;
        var done = new TaskCompletionSource();
        var worker = new Worker(
            name, connection, (_, _) => ValueTask.FromResult(JobOutcome.Done),
            new WorkerOptions
            {
                Prefix = settings.Prefix,
                Concurrency = concurrency,
                RemoveOnComplete = JobRetention.KeepAll,
                Events = new WorkerEvents
                {
                    OnCompleted = _ =>
                    {
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            done.SetResult();
                        }

                        return ValueTask.CompletedTask;
                    },
                },
            });
        var meter = await Meter.StartAsync(connection);
        await worker.StartAsync();
        await done.Task;
        var figures = await meter.StopAsync(jobs);
        await worker.StopAsync();
        return figures;
    }
}
