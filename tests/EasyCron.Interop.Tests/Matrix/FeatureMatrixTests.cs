namespace EasyCron.Interop.Tests.Matrix;

/// <summary>
/// Every feature of the table, whoever adds and whoever works: BullMQ alone is the measure. Whatever is left in Redis is compared key by key
/// with what BullMQ alone leaves, and both watchers must tell the same of each play.
/// </summary>
[TestFixture("bullmq", Category = "BullMQ 6.7.0")]
[TestFixture("bullmq5", Category = "BullMQ 5.81.5")]
[Parallelizable(ParallelScope.All)]
public sealed class FeatureMatrixTests(string bullmq)
{
    private static readonly string[] NotCompared = [.. KnownDifference.All.Select(difference => difference.Name)];

    private static IEnumerable<Feature> Features => Feature.All;

    [TestCaseSource(nameof(Features))]
    public async Task Mixed_casts_leave_and_show_what_BullMQ_alone_does(Feature feature)
    {
        // What shows only once is chance: a minute that ended in the middle, a machine that stood still while a delay passed.
        var differences = await DifferencesAsync(feature);
        if (differences.Count > 0)
        {
            differences = await DifferencesAsync(feature);
        }

        var areDeclared = feature.Differs?.ContainsKey(bullmq) is true;
        Assert.That(string.Join("\n\n", differences), areDeclared ? Is.Not.Empty : Is.Empty);
    }

    [TestCaseSource(typeof(KnownDifference), nameof(KnownDifference.All))]
    public async Task A_declared_difference_is_there(KnownDifference difference)
    {
        var feature = Feature.All.Single(feature => feature.Name == difference.Feature);

        var node = await Play.RunAsync(feature, Cast.Reference(bullmq), [bullmq]);
        var ours = await Play.RunAsync(feature, new Cast(Cast.DotNet, Cast.DotNet), [bullmq]);

        Assert.That(node.Lines.Any(line => line.Contains(difference.Name)), Is.EqualTo(bullmq == difference.Package));
        Assert.That(ours.Lines.Any(line => line.Contains(difference.Name)), Is.False);
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync(Feature feature)
    {
        Cast[] casts = [Cast.Reference(bullmq), .. Cast.Mixed(bullmq)];
        var plays = await Task.WhenAll(casts.Select(cast => Play.RunAsync(feature, cast, [bullmq, Cast.DotNet], NotCompared)));
        var found = new List<string>();
        foreach (var (cast, play) in casts.Zip(plays))
        {
            var left = Difference.Between(plays[0].Lines, play.Lines);
            if (left.Count > 0)
            {
                found.Add($"{cast} add and work; left in Redis, - for what BullMQ alone leaves:\n{string.Join('\n', left)}");
            }

            var shown = Difference.Between(play.Views[0].Split('\n'), play.Views[1].Split('\n'));
            if (play.Views[0] != play.Views[1])
            {
                found.Add($"{cast} add and work; shown, - for Node, + for .NET:\n{string.Join('\n', shown)}");
            }
        }

        return found;
    }
}
