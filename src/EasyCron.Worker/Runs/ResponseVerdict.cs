using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>Judges an attempt by the job's own rules.</summary>
internal static class ResponseVerdict
{
    /// <summary>Names the outcome: failure codes win, then success codes decide where any are given, else 2xx is success.</summary>
    /// <param name="attempt">What came of the attempt.</param>
    /// <param name="specification">The job's codes.</param>
    /// <returns>The outcome.</returns>
    public static RunOutcome Judge(AttemptOutcome attempt, RequestSpecification specification) => attempt.End switch
    {
        AttemptEnd.Answered => IsSuccess(attempt.StatusCode ?? 0, specification) ? RunOutcome.Succeeded : RunOutcome.StatusRejected,
        AttemptEnd.InvalidRequest => RunOutcome.InvalidRequest,
        AttemptEnd.AddressRefused => RunOutcome.AddressRefused,
        AttemptEnd.RedirectRefused => RunOutcome.RedirectRefused,
        AttemptEnd.ConnectionFailed => RunOutcome.ConnectionFailed,
        AttemptEnd.AnswerBroken => RunOutcome.AnswerBroken,
        AttemptEnd.TimedOut => RunOutcome.TimedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(attempt), attempt.End, "Not an end of an attempt."),
    };

    private static bool IsSuccess(int code, RequestSpecification specification)
    {
        if (specification.FailureCodes.Contains(code))
        {
            return false;
        }

        return specification.SuccessCodes.IsEmpty ? code is >= 200 and <= 299 : specification.SuccessCodes.Contains(code);
    }
}
