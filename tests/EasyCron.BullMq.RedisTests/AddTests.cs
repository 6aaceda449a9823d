using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.RedisTests;

public sealed class AddTests : QueueTest
{
    [Test]
    public async Task A_plain_add_leaves_what_BullMQ_leaves()
    {
        var added = await Queue.AddAsync("n1", new { a = 1, s = "é/\"" }, new JobOptions { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1700000000000) });

        Assert.That(added, Is.EqualTo(new AddedJob("1", true)));
        Assert.That(await FieldAsync("1", "name"), Is.EqualTo("n1"));
        Assert.That(await FieldAsync("1", "data"), Is.EqualTo("""{"a":1,"s":"é/\""}"""));
        Assert.That(await FieldAsync("1", "timestamp"), Is.EqualTo("1700000000000"));
        Assert.That(await FieldAsync("1", "delay"), Is.EqualTo("0"));
        Assert.That(await FieldAsync("1", "priority"), Is.EqualTo("0"));
        Assert.That(await EventsAsync(), Is.EqualTo(new[] { "added 1 n1", "waiting 1" }));
    }

    [Test]
    public async Task An_add_of_a_taken_id_says_that_nothing_was_created()
    {
        var first = await Queue.AddAsync("c", new { A = 1 }, new JobOptions { JobId = "mine" });
        var second = await Queue.AddAsync("c", new { A = 2 }, new JobOptions { JobId = "mine" });

        Assert.That(first, Is.EqualTo(new AddedJob("mine", true)));
        Assert.That(second, Is.EqualTo(new AddedJob("mine", false)));
        Assert.That(await FieldAsync("mine", "data"), Is.EqualTo("""{"a":1}"""));
    }

    [Test]
    public async Task A_deduplicated_add_names_the_job_that_stands_for_it()
    {
        var options = new JobOptions { Deduplication = new Deduplication("d") };
        var first = await Queue.AddAsync("c", null, options);
        var second = await Queue.AddAsync("c", null, options);

        Assert.That(second, Is.EqualTo(new AddedJob(first.Id, false)));
    }

    [Test]
    public async Task A_bulk_add_keeps_the_order_and_reports_each_job()
    {
        var added = await Queue.AddManyAsync(
        [
            new JobToAdd("b1"),
            new JobToAdd("b2", Options: new JobOptions { Priority = 3 }),
            new JobToAdd("b3", Options: new JobOptions { Delay = TimeSpan.FromSeconds(60), JobId = "bulk-3" }),
            new JobToAdd("b4", Options: new JobOptions { Parent = new ParentReference("nobody", $"{Prefix}:q") }),
            new JobToAdd("b5"),
        ]);

        Assert.That(added.Select(job => job.Id), Is.EqualTo(new[] { "1", "2", "bulk-3", "", "4" }));
        Assert.That(added[3].Error, Is.InstanceOf<ParentNotFoundException>());
        Assert.That(await Queue.Inspect.StateAsync("2"), Is.EqualTo(JobState.Prioritized));
        Assert.That(await Queue.Inspect.StateAsync("bulk-3"), Is.EqualTo(JobState.Delayed));
    }

    [Test]
    public async Task A_child_of_a_missing_parent_is_refused_and_nothing_is_added()
    {
        var options = new JobOptions { Parent = new ParentReference("nobody", $"{Prefix}:q") };

        Assert.That(() => Queue.AddAsync("c", null, options), Throws.InstanceOf<ParentNotFoundException>());
        Assert.That(RedisReply.Number(await RedisAsync("EXISTS", Keys.Id)), Is.Zero);
    }

    private static IEnumerable<TestCaseData> BadOptions() =>
    [
        new TestCaseData(new JobOptions { JobId = "0" }, "JobId"),
        new TestCaseData(new JobOptions { JobId = "0:x" }, "JobId"),
        new TestCaseData(new JobOptions { JobId = "12" }, "JobId"),
        new TestCaseData(new JobOptions { JobId = "-3" }, "JobId"),
        new TestCaseData(new JobOptions { JobId = "a:b" }, "JobId"),
        new TestCaseData(new JobOptions { JobId = "a:b:c:d" }, "JobId"),
        new TestCaseData(new JobOptions { Priority = -1 }, "Priority"),
        new TestCaseData(new JobOptions { Priority = 2097152 }, "Priority"),
        new TestCaseData(new JobOptions { Delay = TimeSpan.FromSeconds(-1) }, "Delay"),
        new TestCaseData(new JobOptions { Attempts = -1 }, "Attempts"),
        new TestCaseData(new JobOptions { Backoff = Backoff.Fixed(TimeSpan.Zero, 1.5) }, "Backoff"),
        new TestCaseData(new JobOptions { SizeLimit = 2 }, "SizeLimit"),
        new TestCaseData(new JobOptions { Deduplication = new Deduplication("") }, "Deduplication"),
        new TestCaseData(new JobOptions { Deduplication = new Deduplication("d"), Parent = new ParentReference("1", "bull:q") }, "Deduplication"),
    ];

    [TestCaseSource(nameof(BadOptions))]
    public void A_bad_option_is_named_and_nothing_is_sent(JobOptions options, string named) =>
        Assert.That(() => Queue.AddAsync("c", new { A = 1 }, options), Throws.ArgumentException.With.Message.Contains(named));

    [TestCase("007")]
    [TestCase("1.5")]
    [TestCase("1e3")]
    [TestCase("12a")]
    [TestCase("a:b:c")]
    public async Task An_odd_but_allowed_id_is_kept(string id)
    {
        Assert.That((await Queue.AddAsync("c", null, new JobOptions { JobId = id })).Id, Is.EqualTo(id));
    }

    [Test]
    public void Options_in_the_place_of_data_are_refused() =>
        Assert.That(() => Queue.AddAsync("c", new JobOptions()), Throws.ArgumentException.With.Message.Contains("third argument"));

    [Test]
    public async Task A_script_unknown_to_the_server_is_sent_with_its_text()
    {
        await using var server = await Testing.Redis.RedisServer.StartPrivateAsync();
        await using var connection = new QueueConnection(server.Url);
        var queue = new Queue("q", connection);
        await queue.AddAsync("a");
        await server.ExecuteAsync("SCRIPT", "FLUSH");

        Assert.That((await queue.AddAsync("b")).Id, Is.EqualTo("2"));
    }
}
