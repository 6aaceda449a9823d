using EasyCron.BullMq.Redis;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class FlowProducerTests : QueueTest
{
    private FlowProducer Producer => new(Connection, new FlowProducerOptions { Prefix = Prefix });

    [Test]
    public async Task A_tree_runs_from_its_leaves_to_its_root()
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await StartWorkerAsync(async (job, token) =>
        {
            order.Enqueue(job.Name);
            var values = await job.Children.ValuesAsync<int>(token);
            return JobOutcome.Completed(job.GetData<int>() + values.Values.Sum());
        });

        var added = await Producer.AddAsync(new FlowJob("root", "q")
        {
            Data = 1,
            Children = [new FlowJob("branch", "q") { Data = 2, Children = [new FlowJob("leaf", "q") { Data = 4 }] }, new FlowJob("twig", "q") { Data = 8 }],
        });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("15"));
        Assert.That(order.Last(), Is.EqualTo("root"));
        Assert.That(order.ToList().IndexOf("leaf"), Is.LessThan(order.ToList().IndexOf("branch")));
    }

    [Test]
    public async Task A_tree_over_queues_is_read_as_it_was_added()
    {
        var added = await Producer.AddAsync(new FlowJob("root", "parents")
        {
            Options = new JobOptions { JobId = "r", Priority = 3, Attempts = 5 },
            Children = [new FlowJob("a", "q") { Data = new { X = 1 } }, new FlowJob("b", "q") { Children = [new FlowJob("c", "others")] }],
        });

        Assert.That((added.Id, added.Created, added.Children.Count), Is.EqualTo(("r", true, 2)));
        var tree = (await Producer.GetAsync("parents", "r"))!;
        Assert.Multiple(async () =>
        {
            Assert.That((tree.Job.Name, tree.Job.Options.Attempts), Is.EqualTo(("root", (int?)5)));
            Assert.That(tree.Children.Select(child => child.Job.Name), Is.EquivalentTo(new[] { "a", "b" }));
            Assert.That(tree.Children.Single(child => child.Job.Name == "b").Children.Single().Job.Queue.Name, Is.EqualTo("others"));
            Assert.That(tree.Children.Single(child => child.Job.Name == "a").Job.ParentKey, Is.EqualTo($"{Prefix}:parents:r"));
            Assert.That(await tree.Job.StateAsync(), Is.EqualTo(JobState.WaitingChildren));
            Assert.That((await Producer.GetAsync("parents", "r", depth: 1))!.Children, Is.Empty);
            Assert.That((await Producer.GetAsync("parents", "r", maxChildren: 1))!.Children, Has.Count.EqualTo(1));
            Assert.That(await Producer.GetAsync("parents", "nobody"), Is.Null);
        });
    }

    [Test]
    public async Task A_tree_with_one_job_that_cannot_be_added_leaves_nothing_behind()
    {
        await Producer.AddAsync(new FlowJob("owner", "q") { Children = [new FlowJob("shared", "q") { Options = new JobOptions { JobId = "shared" } }] });
        var before = await KeysAsync();

        var refused = (await Assert.ThrowsAsync<FlowRefusedException>(() => Producer.AddManyAsync(
        [
            new FlowJob("fine", "q"),
            new FlowJob("thief", "fresh") { Children = [new FlowJob("ok", "q"), new FlowJob("shared", "q") { Options = new JobOptions { JobId = "shared" } }] },
        ])))!;

        Assert.That(refused.Refusals.Single().Job.Name, Is.EqualTo("shared"));
        Assert.That(refused.Refusals.Single().Error, Is.InstanceOf<ParentCannotBeReplacedException>());
        Assert.That(await KeysAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_root_under_a_missing_parent_is_refused_by_name()
    {
        var refused = (await Assert.ThrowsAsync<FlowRefusedException>(() => Producer.AddAsync(
            new FlowJob("orphan", "q") { Options = new JobOptions { Parent = new ParentReference("gone", $"{Prefix}:q") } })))!;

        Assert.That(refused.Message, Does.Contain("gone"));
        Assert.That(refused.Refusals.Single().Error, Is.InstanceOf<ParentNotFoundException>());
    }

    [Test]
    public async Task A_tree_whose_children_have_all_ended_before_goes_on_at_once()
    {
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Completed(7)));
        await Queue.AddAsync("done", options: new JobOptions { JobId = "done" });
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync("done"), state => state == JobState.Completed);

        var added = await Producer.AddAsync(new FlowJob("late", "q") { Children = [new FlowJob("done", "q") { Options = new JobOptions { JobId = "done" } }] });

        Assert.That(added.Children.Single().Created, Is.False);
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == JobState.Completed);
        Assert.That(await (await Queue.GetJobAsync(added.Id))!.Children.ValuesAsync<int>(), Has.Count.EqualTo(1));
    }

    [TestCase(ChildFailurePolicy.FailParent, JobState.Failed)]
    [TestCase(ChildFailurePolicy.IgnoreFailure, JobState.Completed)]
    [TestCase(ChildFailurePolicy.RemoveDependency, JobState.Completed)]
    [TestCase(ChildFailurePolicy.ContinueParent, JobState.Completed)]
    public async Task A_failed_child_means_for_its_parent_what_its_policy_says(ChildFailurePolicy policy, JobState end)
    {
        await StartWorkerAsync((job, _) => job.Name == "child" ? throw new InvalidOperationException("bad") : ValueTask.FromResult(JobOutcome.Done));

        var added = await Producer.AddAsync(new FlowJob("parent", "q")
        {
            Children = [new FlowJob("child", "q") { Options = new JobOptions { ChildFailurePolicy = policy } }],
        });

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(added.Id), state => state == end);
    }

    [Test]
    public async Task Jobs_without_options_get_those_of_their_queue()
    {
        var producer = new FlowProducer(Connection, new FlowProducerOptions
        {
            Prefix = Prefix,
            DefaultJobOptions = new Dictionary<string, JobOptions> { ["q"] = new() { Attempts = 9 } },
        });

        var added = await producer.AddAsync(new FlowJob("a", "q"));

        Assert.That((await Queue.GetJobAsync(added.Id))!.Options.Attempts, Is.EqualTo(9));
    }

    private async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. RedisReply.Texts(await RedisAsync("KEYS", $"{Prefix}:*")).Order(StringComparer.Ordinal)];
}
