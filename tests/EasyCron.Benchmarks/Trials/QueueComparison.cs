using System.Diagnostics;
using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.Benchmarks.Trials;

/// <summary>Runs the trials of the queue library for us and for Node's BullMQ in turn, each in a process of its own, on one private Redis.</summary>
public static class QueueComparison
{
    private static readonly Contender[] Contenders =
    [
        new("BullMQ 6.7.0", "node", ["tests/EasyCron.Interop.Tests/node/bench/trial.mjs", "bullmq"]),
        new("BullMQ 5.81.5", "node", ["tests/EasyCron.Interop.Tests/node/bench/trial.mjs", "bullmq5"]),
        new("EasyCron", "dotnet", [typeof(QueueComparison).Assembly.Location, "trial"]),
    ];

    public static async Task RunAsync(int runs, params string[] trials)
    {
        await using var redis = await RedisServer.StartPrivateAsync();
        foreach (var trial in trials)
        {
            var results = Contenders.Select(contender => (contender.Name, Runs: new List<Figures>())).ToList();
            for (var run = 0; run < runs; run++)
            {
                foreach (var (contender, (_, measured)) in Contenders.Zip(results))
                {
                    await redis.ExecuteAsync("FLUSHALL");
                    measured.Add(await contender.RunAsync(trial, redis));
                }
            }

            Table.Print(trial, [.. results.Select(result => (result.Name, (IReadOnlyList<Figures>)result.Runs))]);
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
}
