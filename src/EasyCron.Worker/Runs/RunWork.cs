using EasyCron.BullMq;

namespace EasyCron.Worker.Runs;

/// <summary>A request for a run while a worker is at it.</summary>
/// <param name="QueueJob">The job of the queue that carries it.</param>
/// <param name="Request">What it asks for.</param>
/// <param name="Definition">The job, one snapshot for all that is done until the request is given back to the queue.</param>
internal sealed record RunWork(JobContext QueueJob, RunRequest Request, JobDefinition Definition)
{
    /// <summary>The slot of its team's that it holds; null for none.</summary>
    public TeamSlot? TeamSlot { get; init; }

    /// <summary>Its requests are over. What is left to do holds no slot, for slots bound the requests in flight.</summary>
    public void LeaveSlot()
    {
        TeamSlot?.Dispose();
        QueueJob.LeaveSlot();
    }
}
