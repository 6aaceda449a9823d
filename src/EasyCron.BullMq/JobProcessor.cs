namespace EasyCron.BullMq;

/// <summary>The code that does one job's work.</summary>
/// <param name="job">The job and what may be done with it while it runs.</param>
/// <param name="cancellationToken">Fired on shutdown, lost lock, timeout or request; <see cref="JobContext.Cancellation"/> says which.</param>
/// <returns>What should become of the job. Throwing means the attempt failed.</returns>
public delegate ValueTask<JobOutcome> JobProcessor(JobContext job, CancellationToken cancellationToken);
