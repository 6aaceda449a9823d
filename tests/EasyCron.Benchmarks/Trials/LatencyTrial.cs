using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Trials;

/// <summary>How late an idle worker is: after an add, and after a due time.</summary>
public static class LatencyTrial
{
    private const int Warm = 20;

    public static async Task<Figures> PickUpAsync(QueueConnection connection, TrialSettings settings)
    {
        var queue = new Queue("q", connection, new QueueOptions { Prefix = settings.Prefix });
        var picked = new TaskCompletionSource<double>();
        await using var worker = new Worker("q", connection, (_, _) => { picked.TrySetResult(Now()); return ValueTask.FromResult(JobOutcome.Done); }, new WorkerOptions { Prefix = settings.Prefix });
        await worker.StartAsync();
        var latencies = new List<double>();
        for (var i = 0; i < settings.Number("jobs", 200) + Warm; i++)
        {
            // Long enough that the worker sleeps again, and uneven, so that no timer can fall in step.
            await Task.Delay(20 + (i * 7 % 13));
            picked = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
            var added = Now();
            await queue.AddAsync("noop");
            latencies.Add(await picked.Task - added);
        }

        return Percentiles(latencies[Warm..]);
    }

    public static async Task<Figures> DelayedAsync(QueueConnection connection, TrialSettings settings)
    {
        var queue = new Queue("q", connection, new QueueOptions { Prefix = settings.Prefix });
        var jobs = settings.Number("jobs", 200) + Warm;
        var latencies = new List<double>();
        var done = new TaskCompletionSource();
        await using var worker = new Worker(
            "q", connection,
            (job, _) =>
            {
                latencies.Add(Now() - job.GetData<double>());
                if (latencies.Count == jobs)
                {
                    done.SetResult();
                }

                return ValueTask.FromResult(JobOutcome.Done);
            },
            new WorkerOptions { Prefix = settings.Prefix });
        await worker.StartAsync();
        for (var i = 0; i < jobs; i++)
        {
            var delay = 150 + (i * 37 % 101);
            var now = Now();
            await queue.AddAsync("noop", Math.Floor(now) + delay, new JobOptions
            {
                Delay = TimeSpan.FromMilliseconds(delay),
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds((long)now),
            });
            await Task.Delay(53 + (i * 11 % 29));
        }

        await done.Task;
        return Percentiles(latencies[Warm..]);
    }

    public static Figures Percentiles(List<double> latencies)
    {
        latencies.Sort();
        return new Figures { ["p50 ms"] = latencies[latencies.Count / 2], ["p99 ms"] = latencies[(int)(latencies.Count * 0.99)], ["max ms"] = latencies[^1] };
    }

    private static double Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
