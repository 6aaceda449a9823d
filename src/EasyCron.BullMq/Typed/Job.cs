namespace EasyCron.BullMq;

/// <summary>A job of a typed queue.</summary>
/// <typeparam name="TData">Its data.</typeparam>
/// <typeparam name="TResult">Its return value.</typeparam>
public sealed class Job<TData, TResult>
{
    internal Job(Job untyped)
    {
        Untyped = untyped;
    }

    /// <summary>The job without types, where everything else is done with it.</summary>
    public Job Untyped { get; }

    /// <summary>The job's id.</summary>
    public string Id => Untyped.Id;

    /// <summary>The data.</summary>
    /// <exception cref="JobDataException">What is stored does not fit.</exception>
    public TData? Data => Untyped.GetData<TData>();

    /// <summary>The return value; the default before the job has completed.</summary>
    /// <exception cref="JobDataException">What is stored does not fit.</exception>
    public TResult? ReturnValue => Untyped.GetReturnValue<TResult>();
}
