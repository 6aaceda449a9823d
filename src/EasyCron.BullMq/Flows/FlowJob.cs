namespace EasyCron.BullMq;

/// <summary>A job of a flow that is to be added, with the jobs it waits for.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Queue">The name of its queue.</param>
public sealed record FlowJob(string Name, string Queue)
{
    /// <summary>Its data, serialized with the producer's JSON options; null for none.</summary>
    public object? Data { get; init; }

    /// <summary>
    /// Its options; null for the queue's defaults. What its own failure means for its parent is its
    /// <see cref="JobOptions.ChildFailurePolicy"/>; delay and priority of a parent count once its children are done.
    /// </summary>
    public JobOptions? Options { get; init; }

    /// <summary>The key prefix of its queue; null for the producer's.</summary>
    public string? Prefix { get; init; }

    /// <summary>The jobs that must end before this one runs.</summary>
    public IReadOnlyList<FlowJob> Children { get; init; } = [];
}

/// <summary>A job of a flow as it was added.</summary>
/// <param name="Id">The job's id: the new one's, or that of the job that stands for it.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Created">Whether the job is new; an existing one was given its parent, its data and options stayed.</param>
/// <param name="Children">Its children, in the order given.</param>
public sealed record AddedFlow(string Id, QueueName Queue, bool Created, IReadOnlyList<AddedFlow> Children);

/// <summary>A job with its children, as they stand in Redis.</summary>
/// <param name="Job">The job.</param>
/// <param name="Children">Its children that still exist, in no order, as far as they were asked for.</param>
public sealed record FlowTree(Job Job, IReadOnlyList<FlowTree> Children);

/// <summary>A job that kept a flow from being added.</summary>
/// <param name="Job">The job as it was given.</param>
/// <param name="Error">Why it could not be added.</param>
public sealed record FlowRefusal(FlowJob Job, QueueException Error);
