namespace EasyCron.Storage;

public sealed partial record CronJob
{
    /// <summary>The columns of a <see cref="CronJob"/> of the table aliased <c>j</c>.</summary>
    internal const string Columns = $"""
        {ScheduledJob.Columns},
        j."categoryId", j.name, j.description,
        j."apiMethod", j."apiUrl", j."apiAuth"::text, j."apiQueryParams"::text, j."apiHeaders"::text,
        j."apiBody", j."apiBodyType", j."apiTimeout", j."apiFollowRedirects", j."apiSuccessCodes"::text, j."apiFailureCodes"::text,
        j."notificationTrigger", j."notificationHttpCodes"::text, j."notificationRecipients"::text, j."notificationSubject", j."notificationTemplate",
        j."notificationIncludeLogs", j."notificationIncludeResponse", j."notificationMinInterval", j."notificationMaxPerDay", j."notificationDailySummary",
        j.concurrency, j.timeout, j.retries, j."backoffType", j."backoffDelay", j.jitter, j."failSafeThreshold", j."createdAt"
        """;

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static CronJob Read(Row row) =>
        new()
        {
            Id = row.Text(),
            Version = row.TransactionId(),
            TeamId = row.Text(),
            Status = row.Label(JobStatus.Other),
            ScheduleMode = row.Text(),
            SchedulePreset = row.TextOrNull(),
            CronExpression = row.TextOrNull(),
            Timezone = row.Text(),
            StartAt = row.InstantOrNull(),
            EndAt = row.InstantOrNull(),
            AllowedDays = row.TextOrNull(),
            AllowedTimeStart = row.TextOrNull(),
            AllowedTimeEnd = row.TextOrNull(),
            RunOnDeploy = row.Flag(),
            UpdatedAt = row.Instant(),
            CategoryId = row.TextOrNull(),
            Name = row.Text(),
            Description = row.TextOrNull(),
            ApiMethod = row.Text(),
            ApiUrl = row.Text(),
            ApiAuth = row.TextOrNull(),
            ApiQueryParams = row.TextOrNull(),
            ApiHeaders = row.TextOrNull(),
            ApiBody = row.TextOrNull(),
            ApiBodyType = row.Text(),
            ApiTimeout = row.Int(),
            ApiFollowRedirects = row.Flag(),
            ApiSuccessCodes = row.TextOrNull(),
            ApiFailureCodes = row.TextOrNull(),
            NotificationTrigger = row.Text(),
            NotificationHttpCodes = row.TextOrNull(),
            NotificationRecipients = row.TextOrNull(),
            NotificationSubject = row.Text(),
            NotificationTemplate = row.Text(),
            NotificationIncludeLogs = row.Flag(),
            NotificationIncludeResponse = row.Flag(),
            NotificationMinInterval = row.Int(),
            NotificationMaxPerDay = row.Int(),
            NotificationDailySummary = row.Flag(),
            Concurrency = row.Text(),
            Timeout = row.Int(),
            Retries = row.Int(),
            BackoffType = row.Text(),
            BackoffDelay = row.Int(),
            Jitter = row.Flag(),
            FailSafeThreshold = row.Int(),
            CreatedAt = row.Instant(),
        };
}
