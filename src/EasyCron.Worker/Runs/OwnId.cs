using System.Globalization;
using EasyCron.BullMq;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The ids of queue jobs that we make ourselves, three parts with colons: <c>repeat:JOB:MILLISECONDS</c>, which BullMQ gives a
/// scheduler's job, and <c>catchup:JOB:MILLISECONDS</c> and <c>deploy:JOB:MILLISECONDS</c>. The id alone says what the run is, so
/// that nothing in a job's data can pass for a scheduled run.
/// </summary>
internal static class OwnId
{
    private const string Scheduled = "repeat";

    /// <summary>The id of the queue job of a scheduled, catch-up or deployment run.</summary>
    public static string Of(RunTrigger trigger, string jobId, DateTimeOffset scheduledAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{(trigger == RunTrigger.Schedule ? Scheduled : trigger.Text())}:{jobId}:{scheduledAt.ToUnixTimeMilliseconds()}");

    /// <summary>Reads the id of a queue job.</summary>
    /// <returns>Whether it is one of ours.</returns>
    public static bool TryRead(JobFields job, out RunTrigger trigger, out DateTimeOffset scheduledAt, out string jobId)
    {
        (trigger, scheduledAt, jobId) = (RunTrigger.Manual, default, "");
        var first = job.Id.IndexOf(':', StringComparison.Ordinal);
        var last = job.Id.LastIndexOf(':');
        if (first < 0 || last <= first
            || !long.TryParse(job.Id.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        jobId = job.Id[(first + 1)..last];
        scheduledAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        switch (job.Id[..first])
        {
            case Scheduled when job.SchedulerId == jobId:
                trigger = RunTrigger.Schedule;
                return true;
            case "catchup":
                trigger = RunTrigger.CatchUp;
                return true;
            case "deploy":
                trigger = RunTrigger.Deploy;
                return true;
            default:
                return false;
        }
    }
}
