using System.Globalization;

namespace EasyCron.Benchmarks;

/// <summary>Prints what the contenders of one trial measured: medians with extremes, and our ratio to the first.</summary>
public static class Table
{
    /// <param name="title">What was measured.</param>
    /// <param name="results">Contenders in order, ours last, with the figures of each run.</param>
    public static void Print(string title, IReadOnlyList<(string Name, IReadOnlyList<Figures> Runs)> results)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title} ({results[^1].Runs.Count} runs each, in turn)");
        Console.WriteLine();
        Console.WriteLine($"| figure | {string.Join(" | ", results.Select(result => result.Name))} | {results[^1].Name} / {results[0].Name} |");
        Console.WriteLine("|---|" + string.Concat(results.Select(_ => "---|")) + "---|");
        foreach (var figure in results[^1].Runs[0].Keys)
        {
            var cells = results.Select(result => Spread.Of(result.Runs.Select(run => run[figure]))).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {figure} | {string.Join(" | ", cells)} | {cells[^1].Median / cells[0].Median:0.00} |"));
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
