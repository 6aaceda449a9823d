using System.Globalization;
using System.Text;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>Writes the log of a run, the text people read in the app.</summary>
internal static class RunLogText
{
    /// <summary>Writes it: the body of a success; for a failure <c>HTTP 500: </c> and the body, or the reason and the phase.</summary>
    /// <param name="outcome">The outcome of the last attempt.</param>
    /// <param name="attempt">The last attempt.</param>
    /// <param name="maxBytes">The room in bytes of UTF-8 (<c>LOG_MAX_BYTES</c>); the mark of a cut is not counted.</param>
    /// <param name="note">Why the run ended early; null for nothing.</param>
    /// <returns>The log.</returns>
    public static string Compose(RunOutcome outcome, AttemptOutcome attempt, int maxBytes, string? note = null)
    {
        string suffix = note is null ? "" : $"\n[{note}]";
        int room = Math.Max(0, maxBytes - Encoding.UTF8.GetByteCount(suffix));
        string status = attempt.StatusCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"HTTP {code:D3}: ") : "";
        string text = outcome switch
        {
            RunOutcome.Succeeded => attempt.Excerpt.Render("", room),
            RunOutcome.StatusRejected => attempt.Excerpt.Render(status, room),
            RunOutcome.InvalidRequest or RunOutcome.AddressRefused or RunOutcome.RedirectRefused => new ResponseExcerpt(attempt.Reason ?? "").Render(status, room),
            _ => new ResponseExcerpt($"{attempt.Reason} (phase {attempt.Phase.Text()})").Render(status, room),
        };
        return text + suffix;
    }
}
