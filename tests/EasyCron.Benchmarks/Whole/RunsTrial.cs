using EasyCron.BullMq;
using EasyCron.Testing.Processes;

namespace EasyCron.Benchmarks.Whole;

/// <summary>Whole HTTP runs from <c>execute-now</c> jobs: queue, rows, request, rows, queue.</summary>
public static class RunsTrial
{
    private const int Jobs = 200;

    // So that code is compiled for good on both sides before anything counts: 10,000 runs take us 5 seconds, and the compiler is not done by then.
    private const int Warm = 30000;

    public static async Task<Figures> RunAsync(Contestant contestant, int answerAfterMilliseconds, int runs, int workers = 1)
    {
        await using var stage = await Stage.SetAsync(answerAfterMilliseconds);
        await stage.InsertJobsAsync(Jobs, i => ($"job-{i}", stage.Url($"{i}", i), "0 0 1 1 *"));
        var processes = new List<ChildProcess>();
        try
        {
            for (var i = 0; i < workers; i++)
            {
                processes.Add(await contestant.StartAsync(stage));
            }

            return await MeasureAsync(stage, [.. processes.Select(process => process.Id)], runs);
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static async Task<Figures> MeasureAsync(Stage stage, IReadOnlyList<int> workers, int runs)
    {
        await EnqueueAsync(stage, Warm);
        await stage.RunsEndedAsync(Warm, Warm);

        var (own, redis, postgres) = Cpu(stage, workers);
        var started = TimeProvider.System.GetTimestamp();
        await EnqueueAsync(stage, runs);
        await stage.RunsEndedAsync(Warm + runs, Warm + runs);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var (ownAfter, redisAfter, postgresAfter) = Cpu(stage, workers);
        return new Figures
        {
            ["runs/s"] = runs / seconds,
            ["worker CPU us/run"] = (ownAfter - own) * 1e6 / runs,
            ["Redis CPU us/run"] = (redisAfter - redis) * 1e6 / runs,
            ["PostgreSQL CPU us/run"] = (postgresAfter - postgres) * 1e6 / runs,
            ["worker resident MB"] = workers.Sum(ProcessMeter.ResidentMegabytes),
        };
    }

    private static Task<IReadOnlyList<AddedJob>> EnqueueAsync(Stage stage, int runs) =>
        stage.Queue.AddManyAsync(Enumerable.Range(0, runs).Select(i => new JobToAdd("execute-now", new { jobId = $"job-{i % Jobs}" })));

    private static (double Worker, double Redis, double Postgres) Cpu(Stage stage, IReadOnlyList<int> workers) =>
        (workers.Sum(ProcessMeter.CpuSeconds), ProcessMeter.CpuSeconds(stage.Redis.ProcessId), ProcessMeter.CpuSeconds(stage.Postgres.ProcessId));
}
