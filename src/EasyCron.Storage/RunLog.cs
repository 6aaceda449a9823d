namespace EasyCron.Storage;

/// <summary>What stands in the log of a run whose end was our fault, and not the target's. Such runs do not count towards disabling the job.</summary>
public static class RunLog
{
    /// <summary>How the log of a run begins whose worker vanished and that nobody could resume.</summary>
    public const string WorkerLost = "worker lost";

    /// <summary>How the log of a run begins that ended because the service itself failed (its database or queue out of reach, a defect).</summary>
    public const string WorkerFault = "worker fault";

    /// <summary>Says whether a run ended by our own fault. Such a row carries no status code and a log that begins with one of the two marks.</summary>
    /// <param name="run">A finished run.</param>
    public static bool IsOwnFault(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run is { ExitCode: null, Log: { } log }
            && (log.StartsWith(WorkerLost, StringComparison.Ordinal) || log.StartsWith(WorkerFault, StringComparison.Ordinal));
    }
}
