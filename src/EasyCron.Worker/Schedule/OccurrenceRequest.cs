using EasyCron.BullMq;
using EasyCron.Worker.Runs;
using NodaTime;
using NodaTime.Text;

namespace EasyCron.Worker.Schedule;

/// <summary>The data of a queue job that makes a run which no scheduler makes. The worker goes by the job's id; the data is for people.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Trigger">Why it runs: <c>catchup</c> or <c>deploy</c>.</param>
/// <param name="ScheduledAt">When it was due, RFC 3339 in UTC with milliseconds.</param>
internal sealed record OccurrenceRequest(string JobId, string Trigger, string ScheduledAt)
{
    private static readonly InstantPattern Rfc3339 = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>
    /// Makes the queue job. Its id follows from what it is for, so adding it again while it is kept changes nothing; and so does the id of its run,
    /// so PostgreSQL lets it in once whatever becomes of Redis.
    /// </summary>
    /// <returns>Null for a job whose id contains a colon: BullMQ allows no id with four parts. Its schedule works all the same.</returns>
    public static JobToAdd? Of(RunTrigger trigger, string jobId, Instant at) => jobId.Contains(':', StringComparison.Ordinal)
        ? null
        : new JobToAdd(jobId, new OccurrenceRequest(jobId, trigger.Text(), Rfc3339.Format(at)), new JobOptions { JobId = OwnId.Of(trigger, jobId, at.ToDateTimeOffset()) });
}
