using System.Globalization;
using System.Text.Json;
using EasyCron.Benchmarks.Trials;

namespace EasyCron.Benchmarks.Whole;

/// <summary>Many jobs due in one second: how long after that instant their requests reach the target.</summary>
public static class HerdTrial
{
    public static async Task<Figures> RunAsync(Contestant contestant, int jobs, int hosts)
    {
        await using var stage = await Stage.SetAsync();

        // Far enough ahead that either side has registered every schedule by then.
        var due = TimeProvider.System.GetUtcNow().AddSeconds(20 + (jobs / 100));
        due = new DateTimeOffset(due.Ticks - (due.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var cron = string.Create(CultureInfo.InvariantCulture, $"{due.Second} {due.Minute} {due.Hour} {due.Day} {due.Month} *");
        await stage.InsertJobsAsync(jobs, i => ($"job-{i}", stage.Url($"{i}", i % hosts), cron));
        await using var worker = await contestant.StartAsync(stage);
        await stage.Queue.AddAsync("execute-now", new { jobId = "job-0" });
        await stage.RunsEndedAsync(1, 1);
        await stage.AskTargetAsync("forget");
        while (await stage.DelayedAsync() < jobs)
        {
            await Task.Delay(200);
        }

        if (TimeProvider.System.GetUtcNow() > due)
        {
            throw new InvalidOperationException("The schedules were not registered before they were due.");
        }

        await AllHaveArrivedAsync(stage, jobs, due);
        var arrivals = JsonSerializer.Deserialize<Dictionary<string, double>>(await stage.AskTargetAsync("arrivals"))!;
        var figures = LatencyTrial.Percentiles([.. arrivals.Values.Select(at => at - due.ToUnixTimeMilliseconds())]);
        figures["jobs that ran"] = arrivals.Count;
        return figures;
    }

    /// <summary>Waits for every job's request, or until none has come for long: a schedule that is written again while it is due may lose that time.</summary>
    private static async Task AllHaveArrivedAsync(Stage stage, int jobs, DateTimeOffset due)
    {
        var clock = TimeProvider.System;
        var (count, since) = (0, clock.GetTimestamp());
        while (count < jobs && (clock.GetUtcNow() < due.AddSeconds(20) || clock.GetElapsedTime(since) < TimeSpan.FromSeconds(20)))
        {
            await Task.Delay(50);
            var now = int.Parse(await stage.AskTargetAsync("count"), CultureInfo.InvariantCulture);
            (count, since) = now == count ? (count, since) : (now, clock.GetTimestamp());
        }
    }
}
