namespace EasyCron.Storage;

/// <summary>
/// One row of <c>"Job"</c>, read whole in one statement, as the user left it: nothing is judged or repaired here.
/// Json columns hold the text of the JSON value: null is SQL NULL, <c>"null"</c> is JSON's null.
/// </summary>
public sealed partial record CronJob : ScheduledJob
{
    /// <summary>The category, if any.</summary>
    public string? CategoryId { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The job's description.</summary>
    public string? Description { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string ApiMethod { get; init; }

    /// <summary>The URL.</summary>
    public required string ApiUrl { get; init; }

    /// <summary>JSON: how to log in at the target. Holds secrets.</summary>
    public string? ApiAuth { get; init; }

    /// <summary>JSON: a list of <c>{ key, value }</c>.</summary>
    public string? ApiQueryParams { get; init; }

    /// <summary>JSON: a list of <c>{ key, value }</c>. May hold secrets.</summary>
    public string? ApiHeaders { get; init; }

    /// <summary>The request's body.</summary>
    public string? ApiBody { get; init; }

    /// <summary><c>json</c>, <c>form</c> or <c>raw</c>.</summary>
    public required string ApiBodyType { get; init; }

    /// <summary>How long one attempt may take, in milliseconds.</summary>
    public required int ApiTimeout { get; init; }

    /// <summary>Whether redirects are followed.</summary>
    public required bool ApiFollowRedirects { get; init; }

    /// <summary>JSON: status codes that mean success.</summary>
    public string? ApiSuccessCodes { get; init; }

    /// <summary>JSON: status codes that mean failure.</summary>
    public string? ApiFailureCodes { get; init; }

    /// <summary><c>always</c>, <c>error</c>, <c>success</c>, <c>status_change</c> or <c>http_codes</c>.</summary>
    public required string NotificationTrigger { get; init; }

    /// <summary>JSON: status codes that are told about.</summary>
    public string? NotificationHttpCodes { get; init; }

    /// <summary>JSON: mail addresses.</summary>
    public string? NotificationRecipients { get; init; }

    /// <summary>The template of a notice's subject.</summary>
    public required string NotificationSubject { get; init; }

    /// <summary>The template of a notice's text.</summary>
    public required string NotificationTemplate { get; init; }

    /// <summary>Whether notices list the attempts.</summary>
    public required bool NotificationIncludeLogs { get; init; }

    /// <summary>Whether notices hold an excerpt of the answer.</summary>
    public required bool NotificationIncludeResponse { get; init; }

    /// <summary>The least time between notices, in minutes.</summary>
    public required int NotificationMinInterval { get; init; }

    /// <summary>The most notices a day.</summary>
    public required int NotificationMaxPerDay { get; init; }

    /// <summary>Whether a summary is sent each day.</summary>
    public required bool NotificationDailySummary { get; init; }

    /// <summary><c>allow</c>, <c>queue</c> or <c>skip</c>.</summary>
    public required string Concurrency { get; init; }

    /// <summary>How long the whole run may take, in milliseconds.</summary>
    public required int Timeout { get; init; }

    /// <summary>The most attempts of one run.</summary>
    public required int Retries { get; init; }

    /// <summary><c>linear</c> or <c>exponential</c>.</summary>
    public required string BackoffType { get; init; }

    /// <summary>The wait after the first attempt, in milliseconds.</summary>
    public required int BackoffDelay { get; init; }

    /// <summary>Whether waits vary by chance.</summary>
    public required bool Jitter { get; init; }

    /// <summary>The job is disabled after so many failed runs in a row; 0 or less is never.</summary>
    public required int FailSafeThreshold { get; init; }

    /// <summary>When the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Names the job without the parts that may be secret.</summary>
    public override string ToString() => $"Job {Id} of team {TeamId}, {Status}";
}
