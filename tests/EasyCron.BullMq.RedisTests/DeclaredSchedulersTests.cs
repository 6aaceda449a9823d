namespace EasyCron.BullMq.RedisTests;

public sealed class DeclaredSchedulersTests : QueueTest
{
    private static readonly JobSchedule Nightly = JobSchedule.Cron("0 3 * * *");

    [Test]
    public async Task The_declared_ones_are_there_and_a_second_time_changes_nothing()
    {
        SchedulerUpsert[] wanted = [new("a", Nightly, new JobTemplate { Data = new { Url = "x" }, Options = new JobOptions { Attempts = 3 } }), new("b", JobSchedule.EveryInterval(TimeSpan.FromHours(1)))];

        var first = await Queue.Schedulers.DeclareAsync(wanted);
        var second = await Queue.Schedulers.DeclareAsync(wanted);

        Assert.That(first.Written, Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(second.Any, Is.False);
    }

    [Test]
    public async Task What_differs_is_written_and_what_is_not_declared_goes()
    {
        await Queue.Schedulers.DeclareAsync([new("kept", Nightly), new("changed", Nightly), new("gone", Nightly)]);

        var changes = await Queue.Schedulers.DeclareAsync([new("kept", Nightly), new("changed", JobSchedule.Cron("0 4 * * *")), new("new", Nightly)]);

        Assert.That((changes.Written.Order(), changes.Removed), Is.EqualTo((new[] { "changed", "new" }, new[] { "gone" })));
        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Delayed], Is.EqualTo(3));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_scheduler_that_lost_its_next_job_gets_one_again(bool withItsHash)
    {
        await Queue.Schedulers.DeclareAsync([new("a", Nightly)]);
        if (withItsHash)
        {
            await RedisAsync("DEL", Keys.Job((await Queue.Inspect.PageAsync(JobState.Delayed))[0].Id));
        }

        await RedisAsync("DEL", Keys.Delayed);

        var changes = await Queue.Schedulers.DeclareAsync([new("a", Nightly)]);

        Assert.That(changes.Written, Is.EqualTo(new[] { "a" }));
        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Delayed], Is.EqualTo(1));
    }

    [Test]
    public async Task A_scheduler_whose_job_waits_in_line_is_left_alone()
    {
        await Queue.Schedulers.DeclareAsync([new("a", Nightly)]);
        await Queue.Maintain.PromoteJobsAsync();

        Assert.That((await Queue.Schedulers.DeclareAsync([new("a", Nightly)])).Any, Is.False);
    }

    [Test]
    public async Task One_bad_declaration_keeps_all_from_being_written()
    {
        Assert.That(() => Queue.Schedulers.DeclareAsync([new("good", Nightly), new("bad", JobSchedule.Cron("no cron"))]), Throws.InstanceOf<FormatException>());
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.Schedulers.DeclareAsync([new("twice", Nightly), new("twice", Nightly)]));

        Assert.That((await Queue.Inspect.CountsAsync())[JobState.Delayed], Is.Zero);
    }
}
