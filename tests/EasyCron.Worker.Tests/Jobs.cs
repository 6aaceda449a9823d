using EasyCron.Storage;

namespace EasyCron.Worker.Tests;

/// <summary>A row of "Job" with the schema's defaults, to be changed with <c>with</c>.</summary>
internal static class Jobs
{
    public static CronJob Example { get; } = new()
    {
        Id = "cjob1",
        Version = 1,
        TeamId = "cteam1",
        Name = "Example",
        Status = JobStatus.Enabled,
        ScheduleMode = "cron",
        CronExpression = "0 9 * * *",
        Timezone = "UTC",
        ApiMethod = "GET",
        ApiUrl = "http://a.test/",
        ApiBodyType = "json",
        ApiTimeout = 30_000,
        ApiFollowRedirects = true,
        NotificationTrigger = "error",
        NotificationSubject = "{{job.name}} - {{run.state}}",
        NotificationTemplate = "Job {{job.name}} finished with status {{run.state}}",
        NotificationIncludeLogs = true,
        NotificationIncludeResponse = false,
        NotificationMinInterval = 15,
        NotificationMaxPerDay = 10,
        NotificationDailySummary = false,
        Concurrency = "skip",
        Timeout = 300_000,
        Retries = 3,
        BackoffType = "exponential",
        BackoffDelay = 1_000,
        Jitter = true,
        RunOnDeploy = false,
        FailSafeThreshold = 5,
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        UpdatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
