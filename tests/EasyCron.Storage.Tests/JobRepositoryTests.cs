namespace EasyCron.Storage.Tests;

public class JobRepositoryTests : DatabaseTests
{
    [Test]
    public async Task Every_column_is_read()
    {
        await App.InsertJobAsync(
            "job",
            ("teamId", "team"), ("categoryId", "category"), ("name", "Name"), ("description", "Description"), ("status", "DISABLED"),
            ("scheduleMode", "cron"), ("schedulePreset", "daily"), ("cronExpression", "0 9 * * 1-5"), ("timezone", "Asia/Kolkata"),
            ("startAt", Noon.AddDays(1)), ("endAt", Noon.AddDays(2)), ("allowedDays", "[true, false]"), ("allowedTimeStart", "09:00"), ("allowedTimeEnd", "17:00"),
            ("apiMethod", "POST"), ("apiUrl", "https://example.com/"), ("apiAuth", """{"type": "bearer"}"""), ("apiQueryParams", "[1]"), ("apiHeaders", "[2]"),
            ("apiBody", "body"), ("apiBodyType", "raw"), ("apiTimeout", 1), ("apiFollowRedirects", false), ("apiSuccessCodes", "[200]"), ("apiFailureCodes", "[500]"),
            ("notificationTrigger", "always"), ("notificationHttpCodes", "[404]"), ("notificationRecipients", """["a@example.com"]"""), ("notificationSubject", "S"),
            ("notificationTemplate", "T"), ("notificationIncludeLogs", false), ("notificationIncludeResponse", true), ("notificationMinInterval", 2),
            ("notificationMaxPerDay", 3), ("notificationDailySummary", true), ("concurrency", "queue"), ("timeout", 4), ("retries", 5), ("backoffType", "linear"),
            ("backoffDelay", 6), ("jitter", false), ("runOnDeploy", true), ("failSafeThreshold", 7), ("createdAt", Noon), ("updatedAt", Noon.AddMilliseconds(123)));

        var job = (await Jobs.GetAsync("job"))!;

        Assert.That(job, Is.EqualTo(new CronJob
        {
            Id = "job",
            Version = job.Version,
            TeamId = "team",
            CategoryId = "category",
            Name = "Name",
            Description = "Description",
            Status = JobStatus.Disabled,
            ScheduleMode = "cron",
            SchedulePreset = "daily",
            CronExpression = "0 9 * * 1-5",
            Timezone = "Asia/Kolkata",
            StartAt = Noon.AddDays(1),
            EndAt = Noon.AddDays(2),
            AllowedDays = "[true, false]",
            AllowedTimeStart = "09:00",
            AllowedTimeEnd = "17:00",
            ApiMethod = "POST",
            ApiUrl = "https://example.com/",
            ApiAuth = """{"type": "bearer"}""",
            ApiQueryParams = "[1]",
            ApiHeaders = "[2]",
            ApiBody = "body",
            ApiBodyType = "raw",
            ApiTimeout = 1,
            ApiFollowRedirects = false,
            ApiSuccessCodes = "[200]",
            ApiFailureCodes = "[500]",
            NotificationTrigger = "always",
            NotificationHttpCodes = "[404]",
            NotificationRecipients = """["a@example.com"]""",
            NotificationSubject = "S",
            NotificationTemplate = "T",
            NotificationIncludeLogs = false,
            NotificationIncludeResponse = true,
            NotificationMinInterval = 2,
            NotificationMaxPerDay = 3,
            NotificationDailySummary = true,
            Concurrency = "queue",
            Timeout = 4,
            Retries = 5,
            BackoffType = "linear",
            BackoffDelay = 6,
            Jitter = false,
            RunOnDeploy = true,
            FailSafeThreshold = 7,
            CreatedAt = Noon,
            UpdatedAt = Noon.AddMilliseconds(123),
        }));
    }

    [Test]
    public async Task Columns_left_empty_are_null_and_the_others_have_the_schemas_defaults()
    {
        await App.InsertJobAsync("job");

        var job = (await Jobs.GetAsync("job"))!;

        Assert.That(
            (job.Status, job.CategoryId, job.StartAt, job.AllowedDays, job.ApiAuth, job.ApiBody, job.Timezone, job.Concurrency, job.FailSafeThreshold),
            Is.EqualTo((JobStatus.Enabled, (string?)null, (DateTimeOffset?)null, (string?)null, (string?)null, (string?)null, "UTC", "skip", 5)));
    }

    [TestCase(null, null)]
    [TestCase("null", "null")]
    [TestCase("[]", "[]")]
    [TestCase("""  {"b":1,  "a":[null]} """, """{"a": [null], "b": 1}""")]
    [TestCase("\"text\"", "\"text\"")]
    [TestCase("1e400", null)]
    [TestCase("true", "true")]
    public async Task Json_is_read_whatever_it_holds_and_Sql_null_is_not_Json_null(string? json, string? read)
    {
        await App.InsertJobAsync("job", ("allowedDays", json));

        // 1e400 is a number for PostgreSQL, all of its 401 digits.
        Assert.That((await Jobs.GetAsync("job"))!.AllowedDays, json == "1e400" ? Has.Length.EqualTo(401) : Is.EqualTo(read));
    }

    [Test]
    public async Task A_status_the_app_added_later_is_other_and_not_enabled()
    {
        await App.ExecuteAsync("""alter type "JobStatus" add value 'ARCHIVED'""");
        await App.InsertJobAsync("job", ("status", "ARCHIVED"));

        Assert.That((await Jobs.GetAsync("job"))!.Status, Is.EqualTo(JobStatus.Other));
        Assert.That(await Jobs.ListEnabledIdsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_job_that_is_not_there_is_null()
    {
        Assert.That(await Jobs.GetAsync("nobody"), Is.Null);
        Assert.That(await Jobs.GetAsync(""), Is.Null);
        Assert.That(await Jobs.GetAsync("a\0b"), Is.Null);
    }

    [Test]
    public async Task Many_reads_at_once_each_get_their_own_job()
    {
        for (var number = 0; number < 30; number++)
        {
            await App.InsertJobAsync($"job{number}", ("name", $"Name {number}"));
        }

        var jobs = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Jobs.GetAsync($"job{number % 40}")));

        Assert.That(jobs.Select(job => job?.Name), Is.EqualTo(Enumerable.Range(0, 300).Select(number => number % 40 < 30 ? $"Name {number % 40}" : null)));
    }

    [Test]
    public async Task All_enabled_jobs_are_listed_in_pages()
    {
        await App.ExecuteAsync("""
            insert into "Job" (id, "teamId", name, "apiUrl", "updatedAt", status)
            select 'job' || n, 'team', 'n', 'u', '2026-03-01 12:00', case when n % 10 = 0 then 'DISABLED' else 'ENABLED' end::"JobStatus" from generate_series(1, 5000) n
            """);

        var listed = await Jobs.ListEnabledAsync().ToListAsync();

        Assert.That(listed.Select(job => job.Id).Distinct().Count(), Is.EqualTo(4_500));
        Assert.That(listed, Has.Count.EqualTo(4_500));
        Assert.That(listed, Is.All.Matches<ScheduledJob>(job => job is { Status: JobStatus.Enabled } && job.UpdatedAt == Noon));
        Assert.That(await Jobs.ListEnabledIdsAsync(), Is.EquivalentTo(listed.Select(job => job.Id)));
    }

    [Test]
    public async Task A_listed_job_holds_what_its_schedule_is_made_of()
    {
        await App.InsertJobAsync(
            "job",
            ("scheduleMode", "cron"), ("schedulePreset", "daily"), ("cronExpression", "* * * * *"), ("timezone", "Europe/Berlin"), ("startAt", Noon), ("endAt", Noon.AddDays(1)),
            ("allowedDays", "null"), ("allowedTimeStart", "09:00"), ("allowedTimeEnd", "17:00"), ("runOnDeploy", true), ("updatedAt", Noon));

        var job = (await Jobs.ListEnabledAsync().ToListAsync()).Single();

        Assert.That(job, Is.EqualTo(new ScheduledJob
        {
            Id = "job",
            Version = (await Jobs.GetAsync("job"))!.Version,
            TeamId = "team-1",
            Status = JobStatus.Enabled,
            ScheduleMode = "cron",
            SchedulePreset = "daily",
            CronExpression = "* * * * *",
            Timezone = "Europe/Berlin",
            StartAt = Noon,
            EndAt = Noon.AddDays(1),
            AllowedDays = "null",
            AllowedTimeStart = "09:00",
            AllowedTimeEnd = "17:00",
            RunOnDeploy = true,
            UpdatedAt = Noon,
        }));
    }

    [Test]
    public async Task A_job_is_disabled_only_as_it_was_read()
    {
        await App.InsertJobAsync("job", ("updatedAt", Noon));

        Assert.That(await Jobs.DisableAsync("job", Noon.AddMilliseconds(-1), Noon.AddHours(1)), Is.False, "changed since");
        Assert.That(await Jobs.DisableAsync("nobody", Noon, Noon.AddHours(1)), Is.False, "gone");
        Assert.That(await Jobs.DisableAsync("job", Noon, Noon.AddHours(1)), Is.True);
        Assert.That(await Jobs.DisableAsync("job", Noon, Noon.AddHours(2)), Is.False, "disabled by another");
        Assert.That(await Jobs.DisableAsync("job", Noon, Noon.AddHours(1)), Is.True, "the same call again, its answer lost");

        var job = (await Jobs.GetAsync("job"))!;
        Assert.That((job.Status, job.UpdatedAt), Is.EqualTo((JobStatus.Disabled, Noon.AddHours(1))));
    }

    [Test]
    public async Task One_of_many_workers_disables_a_job()
    {
        await App.InsertJobAsync("job", ("updatedAt", Noon));

        var answers = await Task.WhenAll(Enumerable.Range(1, 15).Select(number => Jobs.DisableAsync("job", Noon, Noon.AddHours(number))));

        Assert.That(answers.Count(answer => answer), Is.EqualTo(1));
    }
}
