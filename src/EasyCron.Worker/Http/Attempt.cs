using System.Globalization;

namespace EasyCron.Worker.Http;

/// <summary>The state of one attempt while it runs, from which its outcome is made wherever it ends.</summary>
/// <param name="specification">What the job asks for.</param>
/// <param name="context">Which attempt of which run it is.</param>
/// <param name="runTimeLeft">What is left of the run.</param>
internal sealed class Attempt(RequestSpecification specification, AttemptContext context, TimeSpan runTimeLeft)
{
    private AttemptProgress? _progress;
    private int? _statusCode;
    private TimeSpan? _retryAfter;

    /// <summary>What the job asks for.</summary>
    public RequestSpecification Specification => specification;

    /// <summary>Which attempt of which run it is.</summary>
    public AttemptContext Context => context;

    /// <summary>The time the attempt has.</summary>
    public TimeSpan Limit { get; } = specification.AttemptTimeout < runTimeLeft ? specification.AttemptTimeout : runTimeLeft;

    /// <summary>The clock that set <see cref="Limit"/>.</summary>
    public AttemptClock LimitingClock { get; } = specification.AttemptTimeout <= runTimeLeft ? AttemptClock.Attempt : AttemptClock.Run;

    /// <summary>How far it has come.</summary>
    public AttemptPhase Phase => _progress?.Phase ?? AttemptPhase.Request;

    /// <summary>The body of the final answer; null until it has come.</summary>
    public ResponseBody? Body { get; set; }

    /// <summary>Notes that a request goes out.</summary>
    /// <param name="message">The request.</param>
    public void Begin(HttpRequestMessage message)
    {
        _progress = new AttemptProgress();
        _progress.Follow(message);
    }

    /// <summary>Notes an answer's status and wishes.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time it came.</param>
    public void Answered(HttpResponseMessage response, DateTimeOffset now)
    {
        _progress?.Enter(AttemptPhase.Body);
        _statusCode = (int)response.StatusCode;
        _retryAfter = RetryAfterHeader.Read(response, now);
    }

    /// <summary>Makes the outcome.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="reason">Why, unless it was answered.</param>
    /// <returns>The outcome, without its duration.</returns>
    public AttemptOutcome End(AttemptEnd end, string? reason) => new()
    {
        End = end,
        Phase = Phase,
        StatusCode = _statusCode,
        Reason = reason,
        Excerpt = Body?.ToExcerpt() ?? ResponseExcerpt.Empty,
        RetryAfter = _retryAfter,
        BytesRead = Body?.BytesRead ?? 0,
    };

    /// <summary>Makes the outcome of an attempt a clock has ended.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="limit">The time it gave, when that is not <see cref="Limit"/>.</param>
    /// <returns>The outcome, without its duration.</returns>
    public AttemptOutcome TimedOut(AttemptClock clock, TimeSpan? limit = null)
    {
        string milliseconds = (limit ?? Limit).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        string reason = clock switch
        {
            AttemptClock.Connect => $"no connection within {milliseconds} ms (connect timeout)",
            AttemptClock.Attempt => $"not done within {milliseconds} ms (apiTimeout)",
            _ => "the run's time was used up (timeout)",
        };
        return End(AttemptEnd.TimedOut, reason) with { Clock = clock };
    }
}
