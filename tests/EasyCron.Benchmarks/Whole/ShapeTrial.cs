using System.Globalization;
using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Whole;

/// <summary>The shape of a long life in short: steady schedules, bursts and edits, and what grows meanwhile.</summary>
public static class ShapeTrial
{
    public static async Task RunAsync(double minutes)
    {
        await using var stage = await Stage.SetAsync(5);
        await stage.InsertJobsAsync(100, i => ($"job-{i}", stage.Url($"{i}", i), "*/2 * * * * *"));
        await using var worker = await Contestant.EasyCron.StartAsync(stage);
        var started = TimeProvider.System.GetTimestamp();
        Console.WriteLine("| minute | runs | worker MB | worker handles | PostgreSQL connections | Redis keys | Redis MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var sampled = 0.0;
        for (var second = 0; TimeProvider.System.GetElapsedTime(started).TotalMinutes < minutes; second++)
        {
            await Task.Delay(1000);
            if (second % 10 == 0)
            {
                await stage.Queue.AddManyAsync(Enumerable.Range(0, 500).Select(i => new JobToAdd("execute-now", new { jobId = $"job-{i % 100}" })));
                await stage.Database.ExecuteAsync($"""update "Job" set description = 'edit {second}', "updatedAt" = now() at time zone 'UTC' where id = 'job-{second % 100}'""");
            }

            var now = TimeProvider.System.GetElapsedTime(started).TotalMinutes;
            if (now >= sampled)
            {
                sampled += minutes / 10;
                var (runs, connections, keys, redis) = (await RunsAsync(stage), await ConnectionsAsync(stage), await stage.Redis.ExecuteAsync("DBSIZE"), await RedisMegabytesAsync(stage));
                Console.WriteLine($"| {now:0.0} | {runs} | {ProcessMeter.ResidentMegabytes(worker.Id):0.0} | {ProcessMeter.Handles(worker.Id)} | {connections} | {keys} | {redis:0.0} |");
            }
        }
    }

    private static async Task<long> RunsAsync(Stage stage) => await stage.Database.ScalarAsync<long>("""select count(*) from "JobRun" where "finishedAt" is not null""");

    private static async Task<long> ConnectionsAsync(Stage stage) => await stage.Database.ScalarAsync<long>("select count(*) from pg_stat_activity where backend_type = 'client backend'");

    private static async Task<double> RedisMegabytesAsync(Stage stage) =>
        double.Parse((await stage.Redis.ExecuteAsync("INFO", "memory")).Split("used_memory:")[1].Split('\n')[0].Trim(), CultureInfo.InvariantCulture) / 1e6;
}
