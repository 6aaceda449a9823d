using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>How a run ended.</summary>
/// <param name="State">OK, FAIL or TIMEOUT.</param>
/// <param name="Attempts">The attempts made.</param>
/// <param name="ExitCode">The last HTTP status received; null when none came, and when the end was our own fault.</param>
/// <param name="Log">The text people read in the app.</param>
internal sealed record RunEnd(RunState State, int Attempts, int? ExitCode, string Log)
{
    /// <summary>The end of a run whose time had passed before its next attempt could be made.</summary>
    public static RunEnd OutOfTime(JobRun run, TimeSpan limit) =>
        new(RunState.Timeout, run.Attempts, run.ExitCode, $"The run's time of {limit.TotalSeconds:0.###} s (timeout) had passed before the next attempt.");

    /// <summary>The end of a run whose worker died during its last attempt.</summary>
    public static RunEnd Lost(JobRun run) =>
        new(RunState.Fail, run.Attempts, null, $"{RunLog.WorkerLost}: the worker ended during attempt {run.Attempts}, the last one allowed");

    /// <summary>The end of a run that is taken out because the worker died each time it was at it.</summary>
    public static RunEnd Quarantined(int attempts, int deaths) =>
        new(RunState.Fail, attempts, null, $"{RunLog.WorkerLost}: {deaths} workers ended while they ran it; it is not tried again");

    /// <summary>The end of a run that met a defect of ours.</summary>
    public static RunEnd Fault(int attempts, Exception exception) =>
        new(RunState.Fail, attempts, null, $"{RunLog.WorkerFault}: {exception.GetType().Name}");
}
