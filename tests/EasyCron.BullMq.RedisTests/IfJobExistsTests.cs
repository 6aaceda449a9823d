using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed class IfJobExistsTests : QueueTest
{
    private static readonly JobOptions Id = new() { JobId = "one" };

    [Test]
    public async Task A_taken_id_is_refused_where_that_is_wanted()
    {
        await Queue.AddAsync("first", 1, Id);

        var taken = (await Assert.ThrowsAsync<JobIdTakenException>(() => Queue.AddAsync("second", 2, Id with { IfExists = IfJobExists.Refuse })))!;

        Assert.That(taken.JobId, Is.EqualTo("one"));
        Assert.That(await FieldAsync("one", "data"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_free_id_is_not_refused() =>
        Assert.That((await Queue.AddAsync("first", 1, Id with { IfExists = IfJobExists.Refuse })).Created);

    [Test]
    public async Task A_job_that_has_not_ended_is_not_replaced()
    {
        await Queue.AddAsync("first", 1, Id);

        var added = await Queue.AddAsync("second", 2, Id with { IfExists = IfJobExists.ReplaceFinished });

        Assert.That((added.Created, await FieldAsync("one", "data")), Is.EqualTo((false, "1")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_finished_job_makes_room(bool failed)
    {
        await StartWorkerAsync((job, _) => failed && job.Name == "first" ? throw new InvalidOperationException("bad") : ValueTask.FromResult(JobOutcome.Completed(job.Name)));
        await Queue.AddAsync("first", 1, Id);
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync("one"), state => state == (failed ? JobState.Failed : JobState.Completed));

        var added = await Queue.AddAsync("second", 2, Id with { IfExists = IfJobExists.ReplaceFinished });

        Assert.That(added.Created);
        await Eventually.BecomesAsync(() => FieldAsync("one", "returnvalue"), value => value == "\"second\"");
        Assert.That((await FieldAsync("one", "data"), await FieldAsync("one", "atm"), await FieldAsync("one", "failedReason")), Is.EqualTo(("2", "1", (string?)null)));
        Assert.That(await EventsAsync(), Has.Some.EqualTo($"removed one {(failed ? "failed" : "completed")}"));
        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Failed], Is.Zero);
    }

    [Test]
    public async Task A_bulk_add_tells_each_taken_id()
    {
        await Queue.AddAsync("first", 1, Id);

        var added = await Queue.AddManyAsync([new("a", 1), new("b", 2, Id with { IfExists = IfJobExists.Refuse }), new("c", 3)]);

        Assert.That(added.Select(job => job.Error?.GetType()), Is.EqualTo(new[] { null, typeof(JobIdTakenException), null }));
    }
}
