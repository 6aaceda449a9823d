namespace EasyCron.BullMq;

/// <summary>What an add did.</summary>
/// <param name="Id">The job's id: the new one's, or that of the job that stands for it.</param>
/// <param name="Created">
/// Whether the job is new. False when its id was taken (finished jobs keep theirs as long as they are retained) or a deduplication
/// held it back; then the data and options given were not stored.
/// </param>
/// <param name="Error">Why this job of a bulk add was kept out; null for one that went well. A single add throws it instead.</param>
public sealed record AddedJob(string Id, bool Created, QueueException? Error = null);

/// <summary>One job of a bulk add.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Data">Its data, serialized with the queue's JSON options; null for none.</param>
/// <param name="Options">Its options; null for the queue's defaults.</param>
public sealed record JobToAdd(string Name, object? Data = null, JobOptions? Options = null);
