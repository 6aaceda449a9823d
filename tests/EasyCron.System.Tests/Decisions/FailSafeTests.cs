using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>Disabling a job that fails again and again.</summary>
public sealed class FailSafeTests : SharedSystemTest
{
    private static readonly TestCaseData[] Rows =
    [
        new TestCaseData(3, "fff", "DISABLED"),
        new TestCaseData(3, "ff", "ENABLED"),
        new TestCaseData(3, "ffoff", "ENABLED"),
        new TestCaseData(3, "ffofff", "DISABLED"),
        new TestCaseData(3, "ftf", "DISABLED"),
        new TestCaseData(1, "t", "DISABLED"),
        new TestCaseData(0, "ffffff", "ENABLED"),
        new TestCaseData(-1, "ffffff", "ENABLED"),
        new TestCaseData(2, "fsf", "DISABLED"),
        new TestCaseData(2, "fef", "ENABLED"),
        new TestCaseData(2, "feff", "DISABLED"),
        new TestCaseData(2, "lflf", "DISABLED"),
        new TestCaseData(2, "lfl", "ENABLED"),
    ];

    [TestCaseSource(nameof(Rows))]
    public async Task D31_runs_in_a_row_that_failed_disable_the_job(int threshold, string history, string status)
    {
        // f and t fail, o is good, s is skipped, e is an edit, l is a run that was lost.
        var jobId = await Site.AddJobAsync(("failSafeThreshold", threshold), ("retries", 1), ("apiTimeout", history.Contains('t', StringComparison.Ordinal) ? 8_000 : 30_000));
        foreach (var act in history)
        {
            switch (act)
            {
                case 'l':
                    await Site.Database.ExecuteAsync(
                        $"""
                        insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt", log)
                        values ('{Testing.UniqueName.Next()}', '{jobId}', 'FAIL', now() at time zone 'UTC', now() at time zone 'UTC', 'worker lost: by a test')
                        """);
                    break;
                case 'e':
                    await Site.Database.ExecuteAsync($"""update "Job" set name = 'edited', "updatedAt" = now() at time zone 'UTC' where id = '{jobId}'""");
                    break;
                case 's':
                    await Site.Database.ExecuteAsync($"""update "Job" set "allowedDays" = '[false,false,false,false,false,false,false]' where id = '{jobId}'""");
                    await Site.WaitForResultAsync(await Site.ClickAsync(jobId));
                    await Site.Database.ExecuteAsync($"""update "Job" set "allowedDays" = null where id = '{jobId}'""");
                    break;
                default:
                    Site.Target.Answer($"/{jobId}", act == 'o' ? HttpAnswer.Ok() : act == 't' ? HttpAnswer.Hang : HttpAnswer.WithStatus(500));
                    Assert.That((await Site.RunAsync(jobId)).State, Is.EqualTo(act == 'o' ? "OK" : act == 't' ? "TIMEOUT" : "FAIL"));
                    break;
            }
        }

        Assert.That(await StatusAsync(jobId), Is.EqualTo(status));
    }

    [Test]
    public async Task D32_disabling_leaves_its_time_and_removes_the_schedule()
    {
        var jobId = await Site.AddJobAsync(("failSafeThreshold", 1), ("scheduleMode", "cron"), ("cronExpression", "0 0 1 1 *"), ("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500));
        await Testing.Eventually.BecomesTrueAsync(async () => await Site.Queue.Schedulers.GetAsync(jobId) is not null);

        var run = await Site.RunAsync(jobId);

        Assert.That(await StatusAsync(jobId), Is.EqualTo("DISABLED"));
        Assert.That(await Site.Database.ScalarAsync<DateTime>($"""select "updatedAt" from "Job" where id = '{jobId}'"""), Is.EqualTo(run.FinishedAt));
        Assert.That(await Site.Queue.Schedulers.GetAsync(jobId), Is.Null);
    }

    [Test]
    public async Task D32_a_job_that_somebody_changed_meanwhile_is_left_alone()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("failSafeThreshold", 1), ("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500).After(gate.Task));
        var click = await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}");

        await Site.Database.ExecuteAsync($"""update "Job" set "updatedAt" = "updatedAt" + interval '1 minute' where id = '{jobId}'""");
        gate.SetResult();

        Assert.That((await Site.WaitForResultAsync(click)).GetProperty("state").GetString(), Is.EqualTo("FAIL"));
        Assert.That(await StatusAsync(jobId), Is.EqualTo("ENABLED"));
    }

    [Test]
    public async Task D31_a_job_that_was_made_again_under_its_old_id_starts_anew()
    {
        var jobId = await Site.AddJobAsync(("failSafeThreshold", 2), ("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(500));
        await Site.RunAsync(jobId);

        await Site.Database.ExecuteAsync($"""delete from "Job" where id = '{jobId}'""");
        await Site.Database.InsertJobAsync(jobId, ("apiUrl", $"{Site.Target.Url}/{jobId}"), ("failSafeThreshold", 2), ("retries", 1));
        await Site.RunAsync(jobId);

        Assert.That(await StatusAsync(jobId), Is.EqualTo("ENABLED"));
    }

    private Task<string?> StatusAsync(string jobId) => Site.Database.ScalarAsync<string>($"""select status::text from "Job" where id = '{jobId}'""");
}
