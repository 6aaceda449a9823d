using EasyCron.BullMq;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>Writes schedulers in bulk. One that cannot be written does not keep the others from it.</summary>
internal sealed partial class ScheduleWriter(QueueSchedulers schedulers, TimeProvider clock, ILogger logger)
{
    private const int AtOnce = 100;

    // A time is taken when its job runs or has finished, which the clock must have gone back for; the next ones are free.
    private const int MostTaken = 5;

    /// <summary>Writes what was planned, where it still is as it was seen.</summary>
    public async Task WriteAsync(IReadOnlyList<PlannedWrite> writes, PassTally tally, Func<Task> progress, CancellationToken cancellationToken)
    {
        foreach (var part in writes.Chunk(AtOnce))
        {
            await WritePartAsync(part, tally, cancellationToken);
            await progress();
        }
    }

    private async Task WritePartAsync(PlannedWrite[] part, PassTally tally, CancellationToken cancellationToken)
    {
        try
        {
            var left = part.Select(write => (Write: write, After: (Instant?)null)).ToList();
            for (var round = 0; round < MostTaken && left.Count > 0; round++)
            {
                var outcomes = await schedulers.UpsertManyAsync(left.Select(one => ToUpsert(one.Write, one.After)), cancellationToken);
                left = [.. left.Zip(outcomes).Select(pair => Settle(pair.First.Write, pair.First.After, pair.Second, tally)).OfType<(PlannedWrite, Instant?)>()];
            }
        }
        catch (RedisRefusedException refusal) when (refusal.Code is "ERR" or "WRONGTYPE" && part.Length > 1)
        {
            // One of them meets something in Redis that no script can write over; alone it harms nobody else.
            foreach (var write in part)
            {
                await WritePartAsync([write], tally, cancellationToken);
            }
        }
        catch (RedisRefusedException refusal) when (refusal.Code is "ERR" or "WRONGTYPE")
        {
            tally.Failed++;
            LogNotWritten(logger, part[0].Entry.JobId, refusal.Message);
        }
    }

    /// <summary>What is to be tried again with a later time; null where it is done.</summary>
    private (PlannedWrite Write, Instant? After)? Settle(PlannedWrite write, Instant? after, SchedulerUpsertOutcome outcome, PassTally tally)
    {
        var next = write.Entry.Timetable?.NextAfter(after ?? Instant.FromDateTimeOffset(clock.GetUtcNow()));
        if (outcome == SchedulerUpsertOutcome.SlotTaken && next is not null)
        {
            return (write, next);
        }

        if (outcome == SchedulerUpsertOutcome.Written)
        {
            write.Entry.KnownNext = next?.ToUnixTimeMilliseconds();
            write.Entry.StuckAt = null;
            tally.Wrote(write);
        }

        return null;
    }

    private static SchedulerUpsert ToUpsert(PlannedWrite write, Instant? after)
    {
        var jobId = write.Entry.JobId;
        var timetable = write.Entry.Timetable ?? throw new InvalidOperationException($"Job {jobId} has no schedule to write.");
        return new SchedulerUpsert(jobId, timetable.ToSchedule(), new JobTemplate { Data = new SchedulerData(jobId) })
        {
            Expected = write.Expected,
            After = after?.ToDateTimeOffset(),
            WithJob = write.CatchUp,
        };
    }

    [LoggerMessage(320, LogLevel.Error, "The schedule of job {JobId} cannot be written: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string jobId, string reason);
}

/// <summary>The data of a scheduler's jobs.</summary>
/// <param name="JobId">The job.</param>
internal sealed record SchedulerData(string JobId);
