using System.Text.Json;
using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Spelling;

/// <summary>What a job says of itself, with nothing left out that both runtimes can say. Absent values are null.</summary>
internal static class JobDescription
{
    public static object Of(Job job) => new
    {
        id = job.Id,
        name = job.Name,
        data = job.GetData<JsonElement?>(),
        progress = job.GetProgress<JsonElement?>() ?? (object)0,
        delay = (long)job.Delay.TotalMilliseconds,
        priority = job.Priority,
        attemptsMade = job.AttemptsMade,
        attemptsStarted = job.AttemptsStarted,
        stalledCounter = job.StalledCount,
        returnvalue = job.GetReturnValue<JsonElement?>(),
        failedReason = job.FailedReason,
        stackTraces = job.StackTraces.Count,
        timestamp = job.Timestamp.ToUnixTimeMilliseconds(),
        processedOn = job.ProcessedOn?.ToUnixTimeMilliseconds(),
        finishedOn = job.FinishedOn?.ToUnixTimeMilliseconds(),
        processedBy = job.ProcessedBy,
        parentKey = job.ParentKey,
        deduplicationId = job.DeduplicationId,
        schedulerId = job.SchedulerId,
    };
}
