using EasyCron.BullMq.Flows;

namespace EasyCron.BullMq.Tests.Flows;

public sealed class FlowPlanTests
{
    [Test]
    public void Jobs_are_laid_out_level_by_level_each_under_its_parent()
    {
        var plan = FlowPlan.Of(
            [
                new FlowJob("1", "q") { Children = [new FlowJob("1.1", "q") { Children = [new FlowJob("1.1.1", "q")] }, new FlowJob("1.2", "other")] },
                new FlowJob("2", "q"),
            ],
            new FlowProducerOptions(), now: 5);

        Assert.That(plan.Nodes.Select(node => node.Given.Name), Is.EqualTo(new[] { "1", "2", "1.1", "1.2", "1.1.1" }));
        Assert.That(plan.Nodes[4].Job.Options.Parent, Is.EqualTo(new ParentReference(plan.Nodes[2].Job.Id, "bull:q")));
        Assert.That(plan.Nodes[3].Keys.Queue.Qualified, Is.EqualTo("bull:other"));
        Assert.That(plan.Nodes.Select(node => node.Job.Timestamp), Has.All.EqualTo(5));
    }

    [TestCaseSource(nameof(Refused))]
    public void What_contradicts_itself_is_refused_by_name(FlowJob flow, string named) =>
        Assert.That(() => FlowPlan.Of([flow], new FlowProducerOptions(), 0), Throws.ArgumentException.With.Message.Contains(named));

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new(Under(new JobOptions { Parent = new ParentReference("p", "bull:q") }), "names the parent bull:q:p");
        yield return new(new FlowJob("j", "q") { Options = new JobOptions { Deduplication = new Deduplication("d") }, Children = [new FlowJob("c", "q")] }, "has a deduplication and children");
        yield return new(Under(new JobOptions { Deduplication = new Deduplication("d") }), "Deduplication");
        yield return new(Under(new JobOptions { IfExists = IfJobExists.Refuse }), "IfExists Refuse");
        yield return new(Under(new JobOptions { Priority = -1 }), "Priority");
        yield return new(new FlowJob("j", "a:b"), "a:b");
    }

    private static FlowJob Under(JobOptions options) => new("top", "q") { Children = [new FlowJob("c", "q") { Options = options }] };
}
