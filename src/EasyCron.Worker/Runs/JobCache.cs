using System.Collections.Concurrent;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// Jobs as they were last read, so that an ordinary run needs no read of its row. It is safe because a run is begun only at the version of the row its decision
/// rests on (<see cref="RunStart.JobVersion"/>): a copy that has become old is found out there, and is never the reason to turn a run away.
/// </summary>
internal sealed class JobCache(JobRepository jobs, StatementRetry retry)
{
    /// <summary>Jobs kept at most, those with the largest bodies aside: two generations of half as many.</summary>
    public const int Capacity = 4_096;

    /// <summary>A job whose texts are longer than this in all is read anew each time, so that memory stays bounded.</summary>
    public const int LargestKept = 16_384;

    private readonly Lock _turnover = new();
    private ConcurrentDictionary<string, JobDefinition> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, JobDefinition> _old = new(StringComparer.Ordinal);

    /// <summary>How many jobs are kept now.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Returns a job as it was once read; null where it is not kept.</summary>
    public JobDefinition? Recall(string jobId)
    {
        if (_young.TryGetValue(jobId, out var kept))
        {
            return kept;
        }

        if (_old.TryRemove(jobId, out kept))
        {
            Keep(kept);
        }

        return kept;
    }

    /// <summary>Reads a job and keeps it.</summary>
    /// <returns>The job; null where there is none.</returns>
    public async Task<JobDefinition?> ReadAsync(string jobId, CancellationToken cancellationToken)
    {
        var row = await retry.BrieflyAsync(token => jobs.GetAsync(jobId, token), cancellationToken);
        if (row is null)
        {
            Forget(jobId);
            return null;
        }

        var definition = JobDefinition.From(row);
        if (SizeOf(row) <= LargestKept)
        {
            Keep(definition);
        }

        return definition;
    }

    /// <summary>Drops a job whose row is known to have changed.</summary>
    public void Forget(string jobId)
    {
        _young.TryRemove(jobId, out _);
        _old.TryRemove(jobId, out _);
    }

    private void Keep(JobDefinition definition)
    {
        _young[definition.Job.Id] = definition;
        if (_young.Count <= Capacity / 2)
        {
            return;
        }

        lock (_turnover)
        {
            if (_young.Count > Capacity / 2)
            {
                (_old, _young) = (_young, new ConcurrentDictionary<string, JobDefinition>(StringComparer.Ordinal));
            }
        }
    }

    private static int SizeOf(CronJob job) =>
        job.ApiUrl.Length + Length(job.ApiBody) + Length(job.ApiHeaders) + Length(job.ApiQueryParams) + Length(job.ApiAuth) + Length(job.Description)
        + Length(job.NotificationRecipients) + job.NotificationTemplate.Length + job.NotificationSubject.Length + job.Name.Length;

    private static int Length(string? text) => text?.Length ?? 0;
}
