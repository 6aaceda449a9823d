namespace EasyCron.BullMq;

/// <summary>Does the work of jobs of one kind.</summary>
/// <typeparam name="TData">What their data's JSON is read as.</typeparam>
/// <typeparam name="TResult">What they return; written as JSON.</typeparam>
public interface IJobProcessor<TData, TResult>
{
    /// <summary>Does one job's work.</summary>
    /// <param name="job">The job and what may be done with it while it runs.</param>
    /// <param name="cancellationToken">Fired on shutdown, lost lock, timeout or request; <see cref="JobContext.Cancellation"/> says which.</param>
    /// <returns>The job's return value.</returns>
    /// <remarks>
    /// Throwing means that the attempt failed; <see cref="UnrecoverableException"/> that no other is to follow. <see cref="DelayedException"/>,
    /// <see cref="WaitingException"/>, <see cref="RateLimitException"/> and <see cref="WaitingChildrenException"/> put the job off.
    /// </remarks>
    ValueTask<TResult> ProcessAsync(JobContext<TData> job, CancellationToken cancellationToken);
}
