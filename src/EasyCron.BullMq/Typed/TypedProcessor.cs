namespace EasyCron.BullMq.Typed;

/// <summary>Typed processors in the form a worker takes. Data that does not fit fails its job for good: it will not fit next time.</summary>
internal static class TypedProcessor
{
    public static JobProcessor Of<TData, TResult>(Func<JobContext<TData>, CancellationToken, ValueTask<TResult>> process) =>
        async (job, cancellationToken) => Completed(await process(new JobContext<TData>(job), cancellationToken).ConfigureAwait(false), job);

    // Serialized as its declared type, which polymorphic results need.
    private static JobOutcome Completed<TResult>(TResult result, JobContext job) => JobOutcome.SerializedAs(QueueJson.Serialize(result, job.Json));
}
