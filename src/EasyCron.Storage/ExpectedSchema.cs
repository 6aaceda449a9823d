namespace EasyCron.Storage;

/// <summary>What this project relies on in the app's schema. More columns, tables and enum values do no harm.</summary>
internal static class ExpectedSchema
{
    internal const string Text = "text";
    internal const string Integer = "integer";
    internal const string Boolean = "boolean";
    internal const string Timestamp = "timestamp(3) without time zone";
    internal const string Json = "jsonb";

    /// <summary>Each kind of type, and PostgreSQL's types that do for it.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> TypesOfKind = new Dictionary<string, string[]>
    {
        [Text] = ["text", "varchar", "bpchar"],
        [Integer] = ["int4"],
        [Boolean] = ["bool"],
        [Timestamp] = ["timestamp"],
        [Json] = ["jsonb", "json"],
        ["\"JobStatus\""] = ["JobStatus"],
        ["\"RunState\""] = ["RunState"],
    };

    /// <summary>Each table's columns and the kinds of their types.</summary>
    internal static readonly IReadOnlyDictionary<string, (string Column, string Kind)[]> Tables = new Dictionary<string, (string, string)[]>
    {
        ["Job"] =
        [
            ("id", Text), ("teamId", Text), ("categoryId", Text), ("name", Text), ("description", Text), ("status", "\"JobStatus\""),
            ("scheduleMode", Text), ("schedulePreset", Text), ("cronExpression", Text), ("timezone", Text), ("startAt", Timestamp), ("endAt", Timestamp),
            ("allowedDays", Json), ("allowedTimeStart", Text), ("allowedTimeEnd", Text),
            ("apiMethod", Text), ("apiUrl", Text), ("apiAuth", Json), ("apiQueryParams", Json), ("apiHeaders", Json), ("apiBody", Text), ("apiBodyType", Text),
            ("apiTimeout", Integer), ("apiFollowRedirects", Boolean), ("apiSuccessCodes", Json), ("apiFailureCodes", Json),
            ("notificationTrigger", Text), ("notificationHttpCodes", Json), ("notificationRecipients", Json), ("notificationSubject", Text),
            ("notificationTemplate", Text), ("notificationIncludeLogs", Boolean), ("notificationIncludeResponse", Boolean),
            ("notificationMinInterval", Integer), ("notificationMaxPerDay", Integer), ("notificationDailySummary", Boolean),
            ("concurrency", Text), ("timeout", Integer), ("retries", Integer), ("backoffType", Text), ("backoffDelay", Integer), ("jitter", Boolean),
            ("runOnDeploy", Boolean), ("failSafeThreshold", Integer), ("createdAt", Timestamp), ("updatedAt", Timestamp),
        ],
        ["JobRun"] =
        [
            ("id", Text), ("jobId", Text), ("state", "\"RunState\""), ("startedAt", Timestamp), ("finishedAt", Timestamp), ("attempts", Integer),
            ("exitCode", Integer), ("log", Text),
        ],
    };

    /// <summary>Each enum's values.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Enums = new Dictionary<string, string[]>
    {
        ["JobStatus"] = ["ENABLED", "DISABLED"],
        ["RunState"] = ["QUEUED", "RUNNING", "OK", "FAIL", "TIMEOUT"],
    };
}
