namespace EasyCron.Storage;

/// <summary>A job and a stretch of time, such as a day of the job's zone.</summary>
/// <param name="JobId">The job.</param>
/// <param name="From">The first instant that belongs to it.</param>
/// <param name="Until">The first instant that does not.</param>
public sealed record RunPeriod(string JobId, DateTimeOffset From, DateTimeOffset Until);
