using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>The closed set of ends an attempt, and with its last attempt a run, can have.</summary>
internal enum RunOutcome
{
    /// <summary>The answer is what the job calls success.</summary>
    Succeeded,

    /// <summary>The answer's status is not what the job calls success.</summary>
    StatusRejected,

    /// <summary>A clock ran out: connecting, the attempt's <c>apiTimeout</c>, or the run's <c>timeout</c>.</summary>
    TimedOut,

    /// <summary>The job's fields make no request.</summary>
    InvalidRequest,

    /// <summary>The target may not be reached.</summary>
    AddressRefused,

    /// <summary>A redirect led nowhere.</summary>
    RedirectRefused,

    /// <summary>Name resolution, TCP or TLS failed.</summary>
    ConnectionFailed,

    /// <summary>The answer broke off or is not HTTP.</summary>
    AnswerBroken,
}

/// <summary>What follows from an outcome.</summary>
internal static class RunOutcomeRules
{
    /// <summary>Says whether another attempt could end differently. The job's own fields and a refused address stay what they are.</summary>
    /// <param name="outcome">The outcome of an attempt.</param>
    /// <returns>False also for success.</returns>
    public static bool MayBeRetried(this RunOutcome outcome) =>
        outcome is not (RunOutcome.Succeeded or RunOutcome.InvalidRequest or RunOutcome.AddressRefused);

    /// <summary>The state a run has when this is the outcome of its last attempt: TIMEOUT where a clock ended it, FAIL for any other failure.</summary>
    /// <param name="outcome">The outcome of the last attempt.</param>
    /// <returns>The state to record.</returns>
    public static RunState State(this RunOutcome outcome) => outcome switch
    {
        RunOutcome.Succeeded => RunState.Ok,
        RunOutcome.TimedOut => RunState.Timeout,
        _ => RunState.Fail,
    };

    /// <summary>Spells the outcome for metrics and traces.</summary>
    /// <param name="outcome">The outcome of an attempt.</param>
    /// <returns>Such as <c>status_rejected</c>.</returns>
    public static string Slug(this RunOutcome outcome) => outcome switch
    {
        RunOutcome.Succeeded => "succeeded",
        RunOutcome.StatusRejected => "status_rejected",
        RunOutcome.TimedOut => "timed_out",
        RunOutcome.InvalidRequest => "invalid_request",
        RunOutcome.AddressRefused => "address_refused",
        RunOutcome.RedirectRefused => "redirect_refused",
        RunOutcome.ConnectionFailed => "connection_failed",
        RunOutcome.AnswerBroken => "answer_broken",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };
}
