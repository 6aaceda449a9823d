using EasyCron.Storage;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>The ids of the runs of an occurrence, by which PostgreSQL tells whether it has been run.</summary>
internal static class OccurrenceId
{
    // Run ids count time up to here.
    private static readonly Instant End = Instant.FromUtc(2059, 5, 1, 0, 0);

    /// <summary>The id of a run; null for no time, or one that has no id.</summary>
    public static string? Of(RunTrigger trigger, string jobId, Instant? at) =>
        at is { } time && time >= NodaConstants.UnixEpoch && time < End ? RunId.ForOccurrence(jobId, trigger.Text(), time.ToDateTimeOffset()) : null;
}
