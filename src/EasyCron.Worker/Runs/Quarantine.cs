using EasyCron.BullMq;

namespace EasyCron.Worker.Runs;

/// <summary>
/// Takes a queue job out that kills whoever works on it, so that one job cannot take a fleet down. The queue counts how often a job lost its worker; any death of a
/// worker counts, whatever its cause, because nobody lived to tell.
/// </summary>
internal static class Quarantine
{
    /// <summary>A job that has lost so many workers is not run any more.</summary>
    public const int MostDeaths = 3;

    /// <summary>Says whether the run must be ended instead of being tried again.</summary>
    public static bool IsDue(JobFields job) => job.StalledCount >= MostDeaths;

    /// <summary>Why the queue job fails, once its run has been ended.</summary>
    public static UnrecoverableException Reason(JobFields job) => new($"quarantined: {job.StalledCount} workers ended while they worked on this job");

    /// <summary>Refuses a job whose worker died again while it was about to end the run.</summary>
    /// <exception cref="UnrecoverableException">It is refused.</exception>
    public static void Refuse(JobFields job)
    {
        if (job.StalledCount > MostDeaths)
        {
            throw Reason(job);
        }
    }
}
