using EasyCron.Storage;

namespace EasyCron.Worker.Http;

/// <summary>What a job asks to be sent and what it counts as success: the row's columns, interpreted once.</summary>
internal sealed record RequestSpecification
{
    /// <summary>The time of one attempt when the job gives none.</summary>
    public static readonly TimeSpan DefaultAttemptTimeout = TimeSpan.FromSeconds(30);

    /// <summary><c>apiMethod</c> as written.</summary>
    public required string Method { get; init; }

    /// <summary><c>apiUrl</c> as written.</summary>
    public required string Url { get; init; }

    /// <summary><c>apiAuth</c>; null for none.</summary>
    public RequestAuth? Auth { get; init; }

    /// <summary><c>apiQueryParams</c>, those switched on.</summary>
    public IReadOnlyList<KeyValueField> Query { get; init; } = [];

    /// <summary><c>apiHeaders</c>, those switched on.</summary>
    public IReadOnlyList<KeyValueField> Headers { get; init; } = [];

    /// <summary><c>apiBody</c>; null for none.</summary>
    public string? Body { get; init; }

    /// <summary><c>apiBodyType</c> as written.</summary>
    public string BodyType { get; init; } = "json";

    /// <summary><c>apiTimeout</c>.</summary>
    /// <value>30 s.</value>
    public TimeSpan AttemptTimeout { get; init; } = DefaultAttemptTimeout;

    /// <summary><c>apiFollowRedirects</c>.</summary>
    /// <value>True.</value>
    public bool FollowRedirects { get; init; } = true;

    /// <summary><c>apiSuccessCodes</c>; empty when not set.</summary>
    public StatusCodeSet SuccessCodes { get; init; } = StatusCodeSet.Empty;

    /// <summary><c>apiFailureCodes</c>; empty when not set.</summary>
    public StatusCodeSet FailureCodes { get; init; } = StatusCodeSet.Empty;

    /// <summary>What of the row cannot be understood; with one fault or more nothing is sent.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>Reads a job's row; the one place where its HTTP columns get their meaning.</summary>
    /// <param name="job">The row.</param>
    /// <returns>What it asks for, with a fault for each column that cannot be understood.</returns>
    public static RequestSpecification From(CronJob job)
    {
        var faults = new List<FieldFault>();
        return new RequestSpecification
        {
            Method = job.ApiMethod,
            Url = job.ApiUrl,
            Auth = RequestAuth.ReadColumn(job.ApiAuth, faults),
            Query = KeyValueField.ReadColumn("apiQueryParams", job.ApiQueryParams, faults),
            Headers = KeyValueField.ReadColumn("apiHeaders", job.ApiHeaders, faults),
            Body = job.ApiBody,
            BodyType = job.ApiBodyType,
            AttemptTimeout = job.ApiTimeout > 0 ? TimeSpan.FromMilliseconds(job.ApiTimeout) : DefaultAttemptTimeout,
            FollowRedirects = job.ApiFollowRedirects,
            SuccessCodes = StatusCodeSet.ReadColumn("apiSuccessCodes", job.ApiSuccessCodes, faults),
            FailureCodes = StatusCodeSet.ReadColumn("apiFailureCodes", job.ApiFailureCodes, faults),
            Faults = faults,
        };
    }
}
