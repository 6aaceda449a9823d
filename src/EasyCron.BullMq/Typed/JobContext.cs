namespace EasyCron.BullMq;

/// <summary>A job while it is being processed, with its data read.</summary>
/// <typeparam name="TData">What its data's JSON is read as.</typeparam>
public sealed class JobContext<TData> : JobContext
{
    /// <exception cref="JobDataException">The data does not fit.</exception>
    internal JobContext(JobContext job)
        : base(job)
    {
        Data = job.GetData<TData>();
    }

    /// <summary>The job's data; null where its JSON is <c>null</c>.</summary>
    public TData? Data { get; }
}
