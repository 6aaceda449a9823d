using EasyCron.BullMq.Hosting;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests.Documentation;

/// <summary>The tables of docs/library.md name every option there is, and none that is not.</summary>
public sealed class OptionsInTheGuideTests
{
    private static readonly string Guide = File.ReadAllText(Repository.File("docs/library.md"));

    [TestCase(typeof(JobOptions))]
    [TestCase(typeof(WorkerOptions))]
    [TestCase(typeof(WorkerEvents))]
    [TestCase(typeof(QueueOptions))]
    [TestCase(typeof(QueueEventsOptions))]
    [TestCase(typeof(FlowProducerOptions))]
    [TestCase(typeof(QueueConnectionOptions))]
    [TestCase(typeof(BullMqOptions))]
    [TestCase(typeof(Deduplication))]
    public void A_table_names_every_option(Type options)
    {
        var start = Guide.IndexOf($"### `{options.Name}`", StringComparison.Ordinal);
        Assert.That(start, Is.Not.Negative, $"docs/library.md has no heading ### `{options.Name}`");
        var end = Guide.IndexOf("\n#", start + 1, StringComparison.Ordinal);
        var named = Guide[start..(end < 0 ? Guide.Length : end)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.That(named, Is.EquivalentTo(options.GetProperties().Where(property => property is { CanWrite: true }).Select(property => property.Name)));
    }
}
