namespace EasyCron.Worker.Http;

/// <summary>How an attempt ended: the closed set of things that can happen between us and a target.</summary>
internal enum AttemptEnd
{
    /// <summary>The status line, the headers and as much of the body as is ever read have come. Whether that is good is the verdict's matter.</summary>
    Answered,

    /// <summary>The job's own fields make no request: a bad URL, a bad header, unknown credentials, junk. Repeating changes nothing.</summary>
    InvalidRequest,

    /// <summary>The target, or a redirect's target, is an address that may not be reached. Repeating changes nothing.</summary>
    AddressRefused,

    /// <summary>A redirect led nowhere: no usable URL, another scheme, too many hops.</summary>
    RedirectRefused,

    /// <summary>No connection: name resolution, TCP or TLS failed.</summary>
    ConnectionFailed,

    /// <summary>The connection stood but the answer broke off or is not HTTP.</summary>
    AnswerBroken,

    /// <summary>A clock ran out first.</summary>
    TimedOut,
}

/// <summary>The clocks an attempt runs under.</summary>
internal enum AttemptClock
{
    /// <summary>Name resolution, connection and TLS handshake together.</summary>
    Connect,

    /// <summary><c>apiTimeout</c>: one attempt, from connecting to the last byte, redirects included.</summary>
    Attempt,

    /// <summary><c>timeout</c>: the whole run, waits included.</summary>
    Run,
}

/// <summary>What came of one attempt. Its texts are masked and name no internal address.</summary>
internal sealed record AttemptOutcome
{
    /// <summary>How it ended.</summary>
    public required AttemptEnd End { get; init; }

    /// <summary>How far it came.</summary>
    public required AttemptPhase Phase { get; init; }

    /// <summary>The last HTTP status received, also when the attempt failed afterwards; null when no status line came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it failed, for people; null when it was answered.</summary>
    public string? Reason { get; init; }

    /// <summary>The clock that ran out; null unless <see cref="AttemptEnd.TimedOut"/>.</summary>
    public AttemptClock? Clock { get; init; }

    /// <summary>What was kept of the body; empty when none came.</summary>
    public ResponseExcerpt Excerpt { get; init; } = ResponseExcerpt.Empty;

    /// <summary>How long a 429 or 503 asks to wait; null when it asks nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the attempt took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The bytes of the response body taken from the connection, still compressed.</summary>
    public long BytesRead { get; init; }
}
