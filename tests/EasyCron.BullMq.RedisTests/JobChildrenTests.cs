using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class JobChildrenTests : QueueTest
{
    [Test]
    public async Task A_parent_sees_how_its_children_ended()
    {
        var parent = await AddParentAsync();
        foreach (var (name, policy) in new[]
                 {
                     ("good", ChildFailurePolicy.KeepWaiting), ("ignored", ChildFailurePolicy.IgnoreFailure), ("dropped", ChildFailurePolicy.RemoveDependency),
                     ("fatal", ChildFailurePolicy.FailParent),
                 })
        {
            await AddChildAsync(parent, name, policy);
        }

        await AddChildAsync(parent, "later", ChildFailurePolicy.KeepWaiting, TimeSpan.FromHours(1));
        Assert.That(await parent.Children.CountsAsync(), Is.EqualTo(new ChildCounts(0, 5, 0, 0)));

        await StartWorkerAsync(
            (job, _) => job.Name == "good" ? ValueTask.FromResult(JobOutcome.Completed(new { Answer = 42 })) : throw new InvalidOperationException("bad " + job.Name),
            new WorkerOptions());
        await Eventually.BecomesAsync(() => parent.Children.CountsAsync(), counts => counts is { Completed: 1, Failed: 1, Ignored: 1, Pending: 1 });

        Assert.Multiple(async () =>
        {
            Assert.That((await parent.Children.ValuesAsync<Dictionary<string, int>>())[Key("good")]!["answer"], Is.EqualTo(42));
            Assert.That(await parent.Children.IgnoredFailuresAsync(), Is.EqualTo(new Dictionary<string, string> { [Key("ignored")] = "bad ignored" }));
            Assert.That(await parent.Children.FailedAsync(), Is.EqualTo(new[] { Key("fatal") }));
            Assert.That(await parent.Children.PendingAsync(), Is.EqualTo(new[] { Key("later") }));
        });
    }

    [Test]
    public async Task Children_are_listed_with_their_jobs_as_far_as_they_exist()
    {
        var parent = await AddParentAsync();
        for (var i = 0; i < 700; i++)
        {
            await RedisAsync("HSET", Keys.OfJob(parent.Id, "processed"), Key($"c{i}"), i);
        }

        await Queue.AddAsync("n", 7, new JobOptions { JobId = "c7" });
        var children = new List<ChildJob>();
        await foreach (var child in parent.Children.ListAsync(ChildGroup.Completed))
        {
            children.Add(child);
        }

        Assert.That(children.Select(child => child.Key), Is.EquivalentTo(Enumerable.Range(0, 700).Select(i => Key($"c{i}"))));
        Assert.That(children.Single(child => child.Job is not null).Job!.GetData<int>(), Is.EqualTo(7));
        Assert.That(children.Single(child => child.Key == Key("c123")).ReturnValueJson!.Value.ToArray(), Is.EqualTo("123"u8.ToArray()));
    }

    [TestCase(ChildGroup.Pending)]
    [TestCase(ChildGroup.Ignored)]
    [TestCase(ChildGroup.Failed)]
    public async Task Children_of_every_kind_are_listed(ChildGroup group)
    {
        var parent = await AddParentAsync();
        var child = await AddChildAsync(parent, "c", group == ChildGroup.Failed ? ChildFailurePolicy.FailParent : ChildFailurePolicy.IgnoreFailure);
        if (group != ChildGroup.Pending)
        {
            await StartWorkerAsync((_, _) => throw new InvalidOperationException("bad"));
            await Eventually.BecomesAsync(() => child.StateAsync(), state => state == JobState.Failed);
        }

        var found = new List<ChildJob>();
        await foreach (var item in parent.Children.ListAsync(group))
        {
            found.Add(item);
        }

        Assert.That(found.Single().Key, Is.EqualTo(Key("c")));
        Assert.That(found.Single().Job!.ParentKey, Is.EqualTo(Key(parent.Id)));
        Assert.That(found.Single().FailedReason, Is.EqualTo(group == ChildGroup.Ignored ? "bad" : null));
    }

    [Test]
    public async Task A_value_that_does_not_fit_names_its_child()
    {
        var parent = await AddParentAsync();
        await RedisAsync("HSET", Keys.OfJob(parent.Id, "processed"), Key("c"), "\"text\"");

        Assert.That(() => parent.Children.ValuesAsync<int>(), Throws.InstanceOf<JobDataException>().With.Message.Contains(Key("c")));
    }

    [Test]
    public async Task A_child_that_leaves_lets_its_parent_go()
    {
        var parent = await AddParentAsync();
        var child = await AddChildAsync(parent, "c", ChildFailurePolicy.KeepWaiting, TimeSpan.FromHours(1));

        Assert.That(await child.LeaveParentAsync());

        Assert.That(child.ParentKey, Is.Null);
        Assert.That(await child.LeaveParentAsync(), Is.False);
        Assert.That(await parent.Children.PendingAsync(), Is.Empty);
        Assert.That((await Queue.GetJobAsync("c"))!.ParentKey, Is.Null);
    }

    [Test]
    public async Task Pending_children_are_removed_and_others_stay()
    {
        var parent = await AddParentAsync();
        await AddChildAsync(parent, "done", ChildFailurePolicy.KeepWaiting);
        await StartWorkerAsync((_, _) => ValueTask.FromResult(JobOutcome.Done));
        await Eventually.BecomesAsync(() => parent.Children.CountsAsync(), counts => counts.Completed == 1);
        await AddChildAsync(parent, "later", ChildFailurePolicy.KeepWaiting, TimeSpan.FromHours(1));

        await parent.Children.RemovePendingAsync();

        Assert.That(await parent.Children.CountsAsync(), Is.EqualTo(new ChildCounts(1, 0, 0, 0)));
        Assert.That(await Queue.GetJobAsync("later"), Is.Null);
        Assert.That(await Queue.GetJobAsync("done"), Is.Not.Null);
    }

    // Not due for long, so that the worker runs the children only.
    private async Task<Job> AddParentAsync() => (await Queue.GetJobAsync((await Queue.AddAsync("parent", options: new JobOptions { JobId = "p", Delay = TimeSpan.FromDays(1) })).Id))!;

    private async Task<Job> AddChildAsync(Job parent, string name, ChildFailurePolicy policy, TimeSpan delay = default)
    {
        await Queue.AddAsync(name, options: new JobOptions { JobId = name, Parent = parent.AsParent, ChildFailurePolicy = policy, Delay = delay });
        return (await Queue.GetJobAsync(name))!;
    }

    private string Key(string id) => $"{Prefix}:q:{id}";
}
