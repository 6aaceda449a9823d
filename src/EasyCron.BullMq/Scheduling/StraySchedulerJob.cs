namespace EasyCron.BullMq;

/// <summary>
/// A delayed job that was made by a scheduler which no longer counts on it, so that it runs beside the schedule: left over from an edit
/// by an old client, from a removal that stopped halfway, or from a repeatable job of BullMQ 4.
/// </summary>
/// <param name="JobId">The job.</param>
/// <param name="SchedulerId">The scheduler that made it, which may be gone; empty where the job does not say.</param>
/// <param name="Name">The job's name.</param>
/// <param name="DataJson">The job's data; empty where it has none.</param>
public sealed record StraySchedulerJob(string JobId, string SchedulerId, string Name, string DataJson);
