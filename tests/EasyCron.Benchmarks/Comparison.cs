using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EasyCron.Benchmarks.Pure;
using EasyCron.Benchmarks.Trials;
using EasyCron.Benchmarks.Whole;
using EasyCron.Testing;

namespace EasyCron.Benchmarks;

/// <summary>What can be compared, by the names of <c>scripts/bench</c>.</summary>
public static class Comparison
{
    private static readonly Dictionary<string, Func<int, Task>> Named = new(StringComparer.Ordinal)
    {
        ["worker"] = runs => QueueComparison.RunAsync(runs, "worker concurrency=50 warm=80000 jobs=100000", "worker concurrency=200 warm=80000 jobs=100000", "worker concurrency=1 warm=20000 jobs=10000"),
        ["add"] = runs => QueueComparison.RunAsync(runs, "add atonce=1 warm=30000 jobs=10000", "add atonce=100 warm=20000 jobs=20000", "add bulk=1000 warm=20000 jobs=50000"),
        ["latency"] = runs => QueueComparison.RunAsync(runs, "pickup jobs=200", "delayed jobs=200"),
        ["runs"] = async runs =>
        {
            await WholeAsync("whole HTTP runs, concurrency 50, target answers at once", runs, contestant => RunsTrial.RunAsync(contestant, 0, 10000));
            await WholeAsync("whole HTTP runs, concurrency 50, target answers after 20 ms", runs, contestant => RunsTrial.RunAsync(contestant, 20, 10000));
        },
        ["workers"] = async runs =>
        {
            int[] counts = [1, 2, 4];
            var figures = counts.Select(_ => new List<Figures>()).ToList();
            for (var run = 0; run < runs; run++)
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    figures[i].Add(await RunsTrial.RunAsync(Contestant.EasyCron, 20, 10000, counts[i]));
                }
            }

            Table.Print("one, two and four workers, target answers after 20 ms", [.. counts.Select((count, i) => ($"{count}", (IReadOnlyList<Figures>)figures[i]))]);
        },
        ["herd"] = runs => WholeAsync("1,000 jobs due in one second, 10 hosts", runs, contestant => HerdTrial.RunAsync(contestant, 1000, 10)),
        ["herd-large"] = runs => WholeAsync("10,000 jobs due in one second, 200 hosts", runs, contestant => HerdTrial.RunAsync(contestant, 10000, 200)),
        ["reconcile"] = runs => WholeAsync("10,000 unchanged jobs", runs, contestant => QuietTrials.ReconcileAsync(contestant, 10000, 2)),
        ["reconcile-large"] = async runs => Table.Print(
            "100,000 unchanged jobs", [(Contestant.EasyCron.Name, await RepeatAsync(runs, () => QuietTrials.ReconcileAsync(Contestant.EasyCron, 100000, 2)))]),
        ["idle"] = runs => WholeAsync("an idle worker", runs, contestant => QuietTrials.IdleAsync(contestant, 20)),
        ["pure"] = _ =>
        {
            // In this process: the settings of its runtime are the ones that count.
            var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15);
            BenchmarkSwitcher.FromTypes([typeof(CronBenchmarks), typeof(ArgumentBenchmarks)]).Run(["--filter", "*"], DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Repository.File("artifacts/benchmarks")));
            return Task.CompletedTask;
        },
        ["shape"] = minutes => ShapeTrial.RunAsync(minutes),
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var runs = 5;
        List<string> names = [];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--runs" or "--minutes" && i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out runs) && runs > 0)
            {
                i++;
            }
            else if (Named.ContainsKey(arguments[i]))
            {
                names.Add(arguments[i]);
            }
            else
            {
                Console.Error.WriteLine($"\"{arguments[i]}\" is none of {string.Join(", ", Named.Keys)}, --runs N, --minutes N.");
                return 2;
            }
        }

        foreach (var name in names.Count > 0 ? names : ["worker", "add", "latency", "runs", "herd", "reconcile", "idle"])
        {
            await Named[name](runs);
        }

        return 0;
    }

    private static async Task WholeAsync(string title, int runs, Func<Contestant, Task<Figures>> measure)
    {
        List<Figures> reference = [], ours = [];
        for (var run = 0; run < runs; run++)
        {
            reference.Add(await measure(Contestant.Reference));
            ours.Add(await measure(Contestant.EasyCron));
        }

        Table.Print(title, [(Contestant.Reference.Name, reference), (Contestant.EasyCron.Name, ours)]);
    }

    private static async Task<IReadOnlyList<Figures>> RepeatAsync(int runs, Func<Task<Figures>> measure)
    {
        List<Figures> results = [];
        for (var run = 0; run < runs; run++)
        {
            results.Add(await measure());
        }

        return results;
    }
}
