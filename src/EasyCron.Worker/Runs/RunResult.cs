using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>What a queue job of ours returns; the app and Node's <c>waitUntilFinished</c> see it.</summary>
internal static class RunResult
{
    /// <summary>The run ended, well or badly: <c>{"runId","state","attempts","exitCode"}</c>.</summary>
    public static JobOutcome Ended(string runId, RunState state, int attempts, int? exitCode) =>
        JobOutcome.Completed(new { runId, state = state.ToString().ToUpperInvariant(), attempts, exitCode });

    /// <summary>There was no run: <c>{"skipped":"outside allowed hours"}</c>.</summary>
    public static JobOutcome Skipped(string reason) => JobOutcome.Completed(new { skipped = reason });
}
