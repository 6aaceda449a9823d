using System.Text.RegularExpressions;
using EasyCron.Storage;

namespace EasyCron.Worker.Notices;

/// <summary>Says in one line why a run failed, without what the target wrote: whether its answer is shown is the job's choice.</summary>
internal static partial class RunError
{
    private const int Longest = 300;

    /// <summary>The line; empty for a run that ended OK.</summary>
    public static string Of(JobRun run)
    {
        if (run.State is not (RunState.Fail or RunState.Timeout))
        {
            return "";
        }

        var log = run.Log?.Trim() ?? "";
        if (log.Length == 0)
        {
            return run.ExitCode is { } code ? $"HTTP {code}" : "no reason is recorded";
        }

        // "HTTP 503: " is followed by the answer's body, or by a reason of ours, which names the phase.
        var line = log.Split('\n', 2)[0].TrimEnd('\r');
        if (Status().Match(line) is { Success: true } status && !(line.Length <= Longest && Reason().IsMatch(line)))
        {
            return status.Groups[1].Value;
        }

        return MailText.Cut(MailText.OneLine(line), Longest);
    }

    [GeneratedRegex(@"\A(HTTP \d{3}):(?: |\z)")]
    private static partial Regex Status();

    [GeneratedRegex(@" \(phase [a-z]+\)\z")]
    private static partial Regex Reason();
}
