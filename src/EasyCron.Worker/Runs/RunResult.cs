using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>What a queue job of ours returns; the app and Node's <c>waitUntilFinished</c> see it.</summary>
internal static class RunResult
{
    /// <summary>The run ended, well or badly: <c>{"runId","state","attempts","exitCode"}</c>.</summary>
    public static JobOutcome Ended(string runId, RunState state, int attempts, int? exitCode) =>
        JobOutcome.Completed(new EndedResult(runId, state.ToString().ToUpperInvariant(), attempts, exitCode));

    /// <summary>There was no run: <c>{"skipped":"outside allowed hours"}</c>.</summary>
    public static JobOutcome Skipped(string reason) => JobOutcome.Completed(new SkippedResult(reason));
}

/// <summary>See <see cref="RunResult.Ended"/>.</summary>
/// <param name="RunId">The run.</param>
/// <param name="State">The state it ended in, as PostgreSQL spells it.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="ExitCode">The last HTTP status received; null where none came.</param>
internal sealed record EndedResult(string RunId, string State, int Attempts, int? ExitCode);

/// <summary>See <see cref="RunResult.Skipped"/>.</summary>
/// <param name="Skipped">Why.</param>
internal sealed record SkippedResult(string Skipped);
