namespace EasyCron.BullMq;

/// <summary>The jobs of schedulers that have left the delayed set and have not finished.</summary>
/// <param name="Waiting">Ids of jobs that wait in line, without those that wait by priority.</param>
/// <param name="Active">Ids of jobs that run.</param>
public sealed record SchedulerJobsInLine(IReadOnlySet<string> Waiting, IReadOnlySet<string> Active);
