using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Whole;

/// <summary>Whole HTTP runs from <c>execute-now</c> jobs: queue, rows, request, rows, queue.</summary>
public static class RunsTrial
{
    private const int Jobs = 200;

    // So that code is compiled for good on both sides before anything counts: 10,000 runs take us 5 seconds, and the compiler is not done by then.
    private const int Warm = 30000;

    public static async Task<Figures> RunAsync(Contestant contestant, int answerAfterMilliseconds, int runs)
    {
        await using var stage = await Stage.SetAsync(answerAfterMilliseconds);
        await stage.InsertJobsAsync(Jobs, i => ($"job-{i}", stage.Url($"{i}", i), "0 0 1 1 *"));
        await using var worker = await contestant.StartAsync(stage);
        await EnqueueAsync(stage, Warm);
        await stage.RunsEndedAsync(Warm, Warm);

        var (own, redis, postgres) = Cpu(stage, worker.Id);
        var started = TimeProvider.System.GetTimestamp();
        await EnqueueAsync(stage, runs);
        await stage.RunsEndedAsync(Warm + runs, Warm + runs);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var (ownAfter, redisAfter, postgresAfter) = Cpu(stage, worker.Id);
        return new Figures
        {
            ["runs/s"] = runs / seconds,
            ["worker CPU us/run"] = (ownAfter - own) * 1e6 / runs,
            ["Redis CPU us/run"] = (redisAfter - redis) * 1e6 / runs,
            ["PostgreSQL CPU us/run"] = (postgresAfter - postgres) * 1e6 / runs,
            ["worker resident MB"] = ProcessMeter.ResidentMegabytes(worker.Id),
        };
    }

    private static Task<IReadOnlyList<AddedJob>> EnqueueAsync(Stage stage, int runs) =>
        stage.Queue.AddManyAsync(Enumerable.Range(0, runs).Select(i => new JobToAdd("execute-now", new { jobId = $"job-{i % Jobs}" })));

    private static (double Worker, double Redis, double Postgres) Cpu(Stage stage, int worker) =>
        (ProcessMeter.CpuSeconds(worker), ProcessMeter.CpuSeconds(stage.Redis.ProcessId), ProcessMeter.CpuSeconds(stage.Postgres.ProcessId));
}
