using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.ServerTests.Schedule;

/// <summary>One bad row never stops a pass: it is set aside with its reason, and the other jobs are served.</summary>
public sealed class KeeperQuarantineTests : KeeperTest
{
    private static readonly (string Id, string Reason, (string, object?)[] Columns)[] Bad =
    [
        ("null-cron", "cronExpression is empty", [("cronExpression", null)]),
        ("empty-cron", "cronExpression is empty", [("cronExpression", "")]),
        ("four-fields", "too few fields", [("cronExpression", "* * * *")]),
        ("minute-61", "minute", [("cronExpression", "61 * * * *")]),
        ("february-30", "day of month", [("cronExpression", "0 0 30 2 *")]),
        ("zone", "timezone is \"Mars/Olympus\"", [("timezone", "Mars/Olympus")]),
        ("no-zone", "timezone is \"\"", [("timezone", "")]),
        ("end-first", "before startAt", [("startAt", new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero)), ("endAt", new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))]),
        ("million", "cronExpression", [("cronExpression", string.Concat(Enumerable.Repeat("* ", 500_000)))]),
        ("preset", "schedulePreset is \"fortnightly\"", [("scheduleMode", "preset"), ("schedulePreset", "fortnightly")]),
    ];

    [Test]
    public async Task Each_bad_row_is_set_aside_with_its_reason_and_the_good_ones_are_served_in_the_same_pass()
    {
        foreach (var (id, _, columns) in Bad)
        {
            await AddJobAsync(id, "0 0 1 1 *");
            await ChangeAsync(id, columns);
        }

        await AddJobAsync("good", "0 0 1 1 *");
        await AddJobAsync("odd-window", "0 0 1 1 *", ("allowedDays", "[true,false]"), ("allowedTimeStart", "25:99"));
        var pass = await Main.FullPassAsync();

        Assert.That(pass.Added, Is.EqualTo(2));
        Assert.That((await Schedulers.ListAsync()).Select(one => one.Id), Is.EquivalentTo(new[] { "good", "odd-window" }));
        var state = Main.Keeper.Describe(new KeeperState());
        var reasons = state.Quarantined.ToDictionary(job => job.JobId, job => job.Reason);
        Assert.Multiple(() =>
        {
            Assert.That((state.Recurring, state.QuarantinedCount), Is.EqualTo((2, Bad.Length)));
            foreach (var (id, reason, _) in Bad)
            {
                Assert.That(reasons.GetValueOrDefault(id), Does.Contain(reason).And.Length.LessThan(600), id);
                Assert.That(Warnings(id), Is.EqualTo(1), $"{id} is warned about");
            }

            Assert.That(Warnings("odd-window"), Is.EqualTo(2), "days and hours that make no sense are ignored, each with a warning");
        });

        await Main.FullPassAsync();
        Assert.That(Warnings("zone"), Is.EqualTo(1), "not again while nothing changes");
    }

    [Test]
    public async Task A_job_that_turns_bad_loses_its_scheduler_and_one_that_turns_good_gets_it_back()
    {
        await AddJobAsync("job", "0 0 1 1 *");
        await Main.FullPassAsync();

        await ChangeAsync("job", [("timezone", "Mars/Olympus"), ("updatedAt", Clock.GetUtcNow())]);
        await Main.FullPassAsync();
        Assert.That(await Schedulers.GetAsync("job"), Is.Null);
        Assert.That(await DelayedJobsAsync(), Is.Empty);

        await ChangeAsync("job", [("timezone", "Europe/Berlin"), ("updatedAt", Clock.GetUtcNow().AddSeconds(1))]);
        await Main.FullPassAsync();
        Assert.That(await DelayedJobsAsync(), Has.Count.EqualTo(1));
        Assert.That(Logs.Entries.Select(entry => entry.Message), Has.Some.Contains("understood"));
    }

    [Test]
    public async Task A_saved_job_s_next_runs_are_told_in_its_own_zone()
    {
        await Main.FullPassAsync();
        await AddJobAsync("job", "30 9 * * *", ("timezone", "Asia/Kolkata"), ("updatedAt", Clock.GetUtcNow()));
        Assert.That(await Main.Keeper.ChangesPassAsync() ?? await Main.FullPassAsync(), Has.Property(nameof(KeeperPass.Added)).EqualTo(1));
        await ChangeAsync("job", [("cronExpression", "45 9 * * *"), ("timezone", "Asia/Kolkata"), ("updatedAt", Clock.GetUtcNow().AddSeconds(1))]);
        Assert.That((await Main.Keeper.ChangesPassAsync())!.Updated, Is.EqualTo(1));

        var told = Logs.Entries.Select(entry => entry.Message).Last(message => message.StartsWith("Job job runs", StringComparison.Ordinal));
        Assert.That(System.Text.RegularExpressions.Regex.Count(told, @" 09:45:00 \+05:30"), Is.EqualTo(5));
        Assert.That(told, Does.Contain("(Asia/Kolkata)"));
    }

    private int Warnings(string id) => Logs.Entries.Count(entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Warning && entry.Message.StartsWith($"Job {id}", StringComparison.Ordinal));

    private async Task ChangeAsync(string id, (string Column, object? Value)[] columns)
    {
        await Database.ExecuteAsync($"""delete from "Job" where id = '{id}'""");
        await AddJobAsync(id, "0 0 1 1 *", columns);
    }
}
