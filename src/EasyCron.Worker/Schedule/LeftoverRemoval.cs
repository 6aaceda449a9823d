using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Schedule;

/// <summary>Removes what would run a job beside its schedule: repeatable jobs of old BullMQ versions, and delayed jobs that no scheduler counts on.</summary>
internal sealed partial class LeftoverRemoval(JobRepository jobs, Queue queue, ILogger logger)
{
    private bool _mayHaveStrays = true;

    /// <summary>Removes the old records of our jobs; those of others are counted as foreign.</summary>
    public async Task RemoveLegacyAsync(PassPlan plan, ScheduleIndex index, PassTally tally, CancellationToken cancellationToken)
    {
        List<string> ours = [];
        foreach (var (seen, name) in plan.Legacy)
        {
            // A disabled job has such a record too, and would be run by it.
            if (name.Length > 0 && (index.Find(name) is not null || await jobs.GetAsync(name, cancellationToken) is not null))
            {
                ours.Add(seen.Id);
                LogLegacy(logger, name, seen.Id);
            }
            else
            {
                tally.Foreign++;
            }
        }

        if (await queue.Schedulers.RemoveManyAsync(ours, cancellationToken) is > 0 and var removed)
        {
            tally.Repaired(RepairKind.Legacy, ours[0], removed);
            _mayHaveStrays = true;
        }
    }

    /// <summary>
    /// Removes delayed jobs of our schedulers that do not count on them. The delayed set is only searched when it holds more jobs than
    /// schedulers account for, or something was removed.
    /// </summary>
    public async Task RemoveStraysAsync(PassPlan plan, ScheduleIndex index, PassTally tally, CancellationToken cancellationToken)
    {
        var delayed = (await queue.Inspect.CountsAsync([JobState.Delayed], cancellationToken))[JobState.Delayed];
        if (!_mayHaveStrays && delayed <= plan.Delayed + plan.Writes.Count)
        {
            return;
        }

        List<string> ours = [];
        await foreach (var stray in queue.Schedulers.StrayJobsAsync(cancellationToken))
        {
            // The job's name is the id of a job of ours in both the new form and the old.
            if (SchedulerInspector.NamesJob(stray.DataJson, stray.Name) && (stray.SchedulerId == stray.Name || index.Find(stray.Name) is not null))
            {
                ours.Add(stray.JobId);
            }
        }

        if (await queue.Schedulers.RemoveStrayJobsAsync(ours, cancellationToken) is > 0 and var removed)
        {
            tally.Repaired(RepairKind.Duplicate, ours[0], removed);
        }

        _mayHaveStrays = false;
    }

    [LoggerMessage(305, LogLevel.Warning, "Job {JobId} was also scheduled by an old BullMQ client's repeatable job {Key}, which is removed. Stop the program that adds it.")]
    private static partial void LogLegacy(ILogger logger, string jobId, string key);
}
