using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests.Documentation;

/// <summary>The first lines of docs/library.md are these, and they work.</summary>
public sealed class FirstUseTests : QueueTest
{
    [Test]
    public async Task The_first_lines_of_the_guide_work()
    {
        var redisUrl = Server.Url;
        var welcome = $"welcome-{UniqueName.Next()}";

        // first use
        await using var connection = new QueueConnection(redisUrl);
        var queue = new Queue<Order, Receipt>(welcome, connection);
        await using var events = new QueueEvents(welcome, connection);
        await using var worker = Worker.For<Order, Receipt>(welcome, connection, new Till());
        await worker.StartAsync();

        var receipt = await queue.AddAndWaitAsync(events, "sell", new Order("tea", 3), timeout: TimeSpan.FromSeconds(30));
        Console.WriteLine($"That makes {receipt?.Total}.");
        // end of first use

        Assert.That(receipt, Is.EqualTo(new Receipt(12)));
        await worker.StopAsync();
        await queue.Untyped.Maintain.ObliterateAsync(force: true);
    }

    [Test]
    public void The_guide_shows_them()
    {
        var source = File.ReadAllText(Repository.File("tests/EasyCron.BullMq.RedisTests/Documentation/FirstUseTests.cs"));
        var guide = File.ReadAllText(Repository.File("docs/library.md"));

        Assert.That(guide, Does.Contain(Between(source, "// first use\n", "        // end of first use", 8)));
        Assert.That(guide, Does.Contain(Between(source, "    // the types\n", "    // end of the types", 4)));
    }

    private static string Between(string source, string start, string end, int indent)
    {
        var from = source.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var lines = source[from..source.IndexOf(end, from, StringComparison.Ordinal)].Split('\n');
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim())).Trim();
    }

    // the types
    internal sealed record Order(string Item, int Count);

    internal sealed record Receipt(int Total);

    internal sealed class Till : IJobProcessor<Order, Receipt>
    {
        public ValueTask<Receipt> ProcessAsync(JobContext<Order> job, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new Receipt(job.Data!.Count * 4));
    }
    // end of the types
}
