using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.Benchmarks;

/// <summary>Runs a trial for us and for Node's BullMQ in turn on one private Redis, and prints medians, extremes and ratios.</summary>
public static class Comparison
{
    private static readonly Contender[] Contenders =
    [
        new("BullMQ 6.7.0", "node", ["tests/EasyCron.Interop.Tests/node/bench/trial.mjs", "bullmq"]),
        new("BullMQ 5.81.5", "node", ["tests/EasyCron.Interop.Tests/node/bench/trial.mjs", "bullmq5"]),
        new("EasyCron", "dotnet", [typeof(Comparison).Assembly.Location, "trial"]),
    ];

    private static readonly Dictionary<string, string[]> Named = new(StringComparer.Ordinal)
    {
        ["worker"] = ["worker concurrency=50 jobs=30000", "worker concurrency=200 jobs=30000", "worker concurrency=1 jobs=10000"],
        ["add"] = ["add atonce=1 jobs=5000", "add atonce=100 jobs=20000", "add bulk=1000 jobs=20000"],
        ["pickup"] = ["pickup jobs=200"],
        ["delayed"] = ["delayed jobs=200"],
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var runs = 5;
        List<string> trials = [];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--runs" && i + 1 < arguments.Length)
            {
                runs = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            }
            else
            {
                trials.AddRange(Named.TryGetValue(arguments[i], out var several) ? several : [arguments[i]]);
            }
        }

        if (trials.Count == 0)
        {
            trials.AddRange(Named.Values.SelectMany(names => names));
        }

        await using var redis = await RedisServer.StartPrivateAsync();
        foreach (var trial in trials)
        {
            await CompareAsync(trial, runs, redis);
        }

        return 0;
    }

    private static async Task CompareAsync(string trial, int runs, PrivateRedisServer redis)
    {
        var results = Contenders.ToDictionary(contender => contender.Name, _ => new List<Figures>());
        for (var run = 0; run < runs; run++)
        {
            foreach (var contender in Contenders)
            {
                await redis.ExecuteAsync("FLUSHALL");
                results[contender.Name].Add(await contender.RunAsync(trial, redis));
            }
        }

        Console.WriteLine();
        Console.WriteLine($"## {trial} ({runs} runs each, in turn)");
        Console.WriteLine();
        Console.WriteLine("| figure | " + string.Join(" | ", Contenders.Select(contender => contender.Name)) + " | EasyCron / 6.7.0 |");
        Console.WriteLine("|---|" + string.Concat(Contenders.Select(_ => "---|")) + "---|");
        foreach (var figure in results[Contenders[0].Name][0].Keys)
        {
            var cells = Contenders.Select(contender => Spread.Of(results[contender.Name].Select(figures => figures[figure]))).ToList();
            Console.WriteLine($"| {figure} | {string.Join(" | ", cells)} | {cells[^1].Median / cells[0].Median:0.00} |");
        }
    }

    private sealed record Contender(string Name, string Program, string[] Arguments)
    {
        public async Task<Figures> RunAsync(string trial, RedisServer redis)
        {
            var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
            foreach (var argument in (string[])[.. Arguments, .. trial.Split(' '), $"redis={redis.Url}", $"prefix={redis.FreePrefix()}"])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start.");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<Figures>(output.TrimEnd().Split('\n')[^1])!
                : throw new InvalidOperationException($"{Name} ended with {process.ExitCode}: {output}");
        }
    }

    private sealed record Spread(double Least, double Median, double Most)
    {
        public static Spread Of(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return new Spread(sorted[0], sorted[sorted.Count / 2], sorted[^1]);
        }

        public override string ToString() => $"{Text(Median)} ({Text(Least)}..{Text(Most)})";

        private static string Text(double value) => value >= 1000 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString(value >= 100 ? "0" : "0.0#", CultureInfo.InvariantCulture);
    }
}
