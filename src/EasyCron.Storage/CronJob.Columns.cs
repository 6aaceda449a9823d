using System.Diagnostics.CodeAnalysis;

namespace EasyCron.Storage;

public sealed partial record CronJob
{
    /// <summary>The columns of a <see cref="CronJob"/> of the table aliased <c>j</c>.</summary>
    internal new const string Columns = $"""
        {ScheduledJob.Columns},
        j."categoryId", j.name, j.description,
        j."apiMethod", j."apiUrl", j."apiAuth"::text, j."apiQueryParams"::text, j."apiHeaders"::text,
        j."apiBody", j."apiBodyType", j."apiTimeout", j."apiFollowRedirects", j."apiSuccessCodes"::text, j."apiFailureCodes"::text,
        j."notificationTrigger", j."notificationHttpCodes"::text, j."notificationRecipients"::text, j."notificationSubject", j."notificationTemplate",
        j."notificationIncludeLogs", j."notificationIncludeResponse", j."notificationMinInterval", j."notificationMaxPerDay", j."notificationDailySummary",
        j.concurrency, j.timeout, j.retries, j."backoffType", j."backoffDelay", j.jitter, j."failSafeThreshold", j."createdAt"
        """;

    /// <summary>Makes one by its properties.</summary>
    public CronJob()
    {
    }

    [SetsRequiredMembers]
    private CronJob(ref Row row)
        : base(ref row)
    {
        CategoryId = row.TextOrNull();
        Name = row.Text();
        Description = row.TextOrNull();
        ApiMethod = row.Text();
        ApiUrl = row.Text();
        ApiAuth = row.TextOrNull();
        ApiQueryParams = row.TextOrNull();
        ApiHeaders = row.TextOrNull();
        ApiBody = row.TextOrNull();
        ApiBodyType = row.Text();
        ApiTimeout = row.Int();
        ApiFollowRedirects = row.Flag();
        ApiSuccessCodes = row.TextOrNull();
        ApiFailureCodes = row.TextOrNull();
        NotificationTrigger = row.Text();
        NotificationHttpCodes = row.TextOrNull();
        NotificationRecipients = row.TextOrNull();
        NotificationSubject = row.Text();
        NotificationTemplate = row.Text();
        NotificationIncludeLogs = row.Flag();
        NotificationIncludeResponse = row.Flag();
        NotificationMinInterval = row.Int();
        NotificationMaxPerDay = row.Int();
        NotificationDailySummary = row.Flag();
        Concurrency = row.Text();
        Timeout = row.Int();
        Retries = row.Int();
        BackoffType = row.Text();
        BackoffDelay = row.Int();
        Jitter = row.Flag();
        FailSafeThreshold = row.Int();
        CreatedAt = row.Instant();
    }

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static new CronJob Read(Row row) => new(ref row);
}
