using System.Globalization;
using System.Text.Json;

namespace EasyCron.Benchmarks.Whole;

/// <summary>What a worker costs while nothing is due.</summary>
public static class QuietTrials
{
    /// <summary>The cost of keeping unchanged schedules: all CPU of a worker with so many jobs, in periods of full comparison.</summary>
    public static async Task<Figures> ReconcileAsync(Contestant contestant, int jobs, int passes)
    {
        await using var stage = await Stage.SetAsync();
        await stage.InsertJobsAsync(jobs, i => ($"job-{i}", stage.Url($"{i}"), string.Create(CultureInfo.InvariantCulture, $"{i % 60} {i / 60 % 24} 1 1 *")));
        var started = TimeProvider.System.GetTimestamp();
        var cpuBefore = ProcessMeter.CpuSeconds(stage.Redis.ProcessId);
        await using var worker = await contestant.StartAsync(stage);
        while (await stage.DelayedAsync() < jobs)
        {
            await Task.Delay(100);
        }

        var registered = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var registering = ProcessMeter.CpuSeconds(worker.Id);
        var registeringRedis = ProcessMeter.CpuSeconds(stage.Redis.ProcessId) - cpuBefore;
        var memory = (await stage.Redis.ExecuteAsync("INFO", "memory")).Split("used_memory:")[1].Split('\n')[0].Trim();

        await Task.Delay(TimeSpan.FromSeconds(35));
        var (own, redis, postgres) = Cpu(stage, worker.Id);
        await Task.Delay(TimeSpan.FromSeconds(30 * passes));
        var (ownAfter, redisAfter, postgresAfter) = Cpu(stage, worker.Id);
        return new Figures
        {
            ["first registration s"] = registered,
            ["first registration worker CPU s"] = registering,
            ["first registration Redis CPU s"] = registeringRedis,
            ["pass worker CPU ms"] = (ownAfter - own) * 1000 / passes,
            ["pass Redis CPU ms"] = (redisAfter - redis) * 1000 / passes,
            ["pass PostgreSQL CPU ms"] = (postgresAfter - postgres) * 1000 / passes,
            ["worker resident MB"] = ProcessMeter.ResidentMegabytes(worker.Id),
            ["Redis bytes/schedule"] = double.Parse(memory, CultureInfo.InvariantCulture) / jobs,
        };
    }

    /// <summary>An idle worker with a hundred jobs: its share of a core and its memory, and how soon after its start it ran a waiting job.</summary>
    public static async Task<Figures> IdleAsync(Contestant contestant, int seconds)
    {
        await using var stage = await Stage.SetAsync();
        await stage.InsertJobsAsync(100, i => ($"job-{i}", stage.Url($"{i}"), "0 0 1 1 *"));
        await stage.Queue.AddAsync("execute-now", new { jobId = "job-7" });
        var started = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        await using var worker = await contestant.StartAsync(stage);
        await stage.RunsEndedAsync(1, 1);
        var first = JsonSerializer.Deserialize<Dictionary<string, double>>(await stage.AskTargetAsync("arrivals"))!["/7"];

        // What is done every two seconds is compiled for good after thirty times; idle is what comes then.
        await Task.Delay(TimeSpan.FromSeconds(75));
        var cpu = ProcessMeter.CpuSeconds(worker.Id);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return new Figures
        {
            ["start to first request ms"] = first - started,
            ["idle CPU % of a core"] = (ProcessMeter.CpuSeconds(worker.Id) - cpu) * 100 / seconds,
            ["idle resident MB"] = ProcessMeter.ResidentMegabytes(worker.Id),
        };
    }

    private static (double Worker, double Redis, double Postgres) Cpu(Stage stage, int worker) =>
        (ProcessMeter.CpuSeconds(worker), ProcessMeter.CpuSeconds(stage.Redis.ProcessId), ProcessMeter.CpuSeconds(stage.Postgres.ProcessId));
}
