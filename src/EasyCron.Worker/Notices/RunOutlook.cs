using EasyCron.Storage;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Notices;

/// <summary>How an ended run looks at a glance: a word, its colour, and the name of the event for programs.</summary>
/// <param name="State">The word.</param>
/// <param name="Color">The colour as CSS spells it.</param>
/// <param name="Event">The event's name in webhooks.</param>
/// <param name="Mark">What stands before the subject, which the job chose without knowing of this; empty for nothing.</param>
internal sealed record RunOutlook(string State, string Color, string Event, string Mark)
{
    private const string Red = "#b91c1c";
    private const string Green = "#15803d";

    /// <summary>Looks at a run.</summary>
    public static RunOutlook Of(NoticeKind kind, EndedRun ended) => (kind, ended.Run.State) switch
    {
        (NoticeKind.Disabled, _) => new RunOutlook("Disabled", "#7c2d12", "job.disabled", "[Disabled] "),
        (NoticeKind.Recovery, _) => new RunOutlook("Recovered", Green, "job.recovered", "[Recovered] "),
        (_, RunState.Ok) => new RunOutlook("Succeeded", Green, "run.succeeded", ""),
        (_, RunState.Timeout) => new RunOutlook("Timed out", "#c2410c", "run.timed_out", ""),
        _ => new RunOutlook("Failed", Red, "run.failed", ""),
    };
}
