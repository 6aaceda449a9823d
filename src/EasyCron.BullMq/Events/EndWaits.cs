using System.Text;
using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Events;

/// <summary>Those who wait for the end of a job, to be told by the events that pass.</summary>
internal sealed class EndWaits
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<TaskCompletionSource<JobEnd>>> _waits = new(StringComparer.Ordinal);

    public TaskCompletionSource<JobEnd> Add(string jobId)
    {
        var wait = new TaskCompletionSource<JobEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_waits.TryGetValue(jobId, out var others))
            {
                _waits[jobId] = others = [];
            }

            others.Add(wait);
        }

        return wait;
    }

    public void Remove(string jobId, TaskCompletionSource<JobEnd> wait)
    {
        lock (_gate)
        {
            if (_waits.TryGetValue(jobId, out var others) && others.Remove(wait) && others.Count == 0)
            {
                _waits.Remove(jobId);
            }
        }
    }

    public void Observe(QueueEvent happened)
    {
        if (happened is not JobEvent { JobId: var jobId } || (EndIn(happened) is null && happened is not JobRemoved))
        {
            return;
        }

        foreach (var wait in WaitsFor(jobId))
        {
            if (EndIn(happened) is { } end)
            {
                wait.TrySetResult(end);
            }
            else
            {
                wait.TrySetException(new JobNotFoundException(jobId, "a wait for its end"));
            }
        }
    }

    /// <summary>The end of a job that an event tells of; null where it tells of none.</summary>
    public static JobEnd? EndIn(QueueEvent happened) => happened switch
    {
        JobCompleted completed => JobEnd.Completed(Encoding.UTF8.GetBytes(completed.ReturnValueJson)),
        JobFailed failed => JobEnd.Failed(failed.Reason),
        _ => null,
    };

    private TaskCompletionSource<JobEnd>[] WaitsFor(string jobId)
    {
        lock (_gate)
        {
            return _waits.TryGetValue(jobId, out var waits) ? [.. waits] : [];
        }
    }
}
