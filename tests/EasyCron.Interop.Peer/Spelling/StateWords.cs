using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>Job states in Node's words.</summary>
internal static class StateWords
{
    public static string Of(JobState state) => state == JobState.WaitingChildren ? "waiting-children" : state.ToString().ToLowerInvariant();

    public static JobState Parse(string word) => word switch
    {
        "waiting-children" => JobState.WaitingChildren,
        "wait" => JobState.Waiting,
        _ => Enum.Parse<JobState>(word, ignoreCase: true),
    };
}
