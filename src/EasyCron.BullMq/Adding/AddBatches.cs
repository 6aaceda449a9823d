using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Adding;

/// <summary>
/// Adds single jobs in as few calls as their pace allows: those that come in the same turn of the thread pool, while others are
/// under way, go out together. Nothing waits for company or for an answer: with nobody else adding, a job goes out at once.
/// </summary>
internal sealed class AddBatches(QueueSession session) : IThreadPoolWorkItem
{
    /// <summary>Bounds how long one call keeps Redis busy and how long its data is on the wire.</summary>
    private const int MostBytesPerCall = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Addition> _pending = new();
    private int _underWay;
    private bool _isScheduled;

    /// <summary>Adds a job and waits for its own outcome.</summary>
    /// <remarks>
    /// For a plain job the script touches nothing but the queue's own keys and a new id. What a caller names can be a key of another kind, which ends the whole call with an
    /// error: such a job risks its own call only.
    /// </remarks>
    public Task<AddJobs.Outcome> AddAsync(NewJob job, CancellationToken cancellationToken) =>
        job.IsPlain ? AddPlainAsync(job, cancellationToken) : AddAloneAsync(job, cancellationToken);

    void IThreadPoolWorkItem.Execute()
    {
        while (Take() is { Count: > 0 } batch)
        {
            _ = SendAsync(batch);
        }
    }

    private async Task<AddJobs.Outcome> AddPlainAsync(NewJob job, CancellationToken cancellationToken)
    {
        Addition? addition = null;
        lock (_gate)
        {
            if (_underWay++ > 0)
            {
                addition = new Addition(job);
                _pending.Enqueue(addition);
                if (!_isScheduled)
                {
                    _isScheduled = true;
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }
            }
        }

        try
        {
            return addition is null
                ? await AddAloneAsync(job, cancellationToken).ConfigureAwait(false)
                : await addition.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _underWay--;
            }
        }
    }

    private async Task<AddJobs.Outcome> AddAloneAsync(NewJob job, CancellationToken cancellationToken) => AddStandardJob.Suits(job)
        ? await AddStandardJob.RunAsync(session.Lua, session.Keys, job, cancellationToken).ConfigureAwait(false)
        : (await AddJobs.RunAsync(session.Lua, session.Keys, [job], cancellationToken).ConfigureAwait(false))[0];

    private List<Addition> Take()
    {
        List<Addition> batch = [];
        var bytes = 0;
        lock (_gate)
        {
            while (batch.Count < AddJobs.MostPerCall && _pending.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Job.Data.Length <= MostBytesPerCall))
            {
                batch.Add(_pending.Dequeue());
                bytes += next.Job.Data.Length;
            }

            _isScheduled = batch.Count > 0;
        }

        return batch;
    }

    private async Task SendAsync(List<Addition> batch)
    {
        try
        {
            // Whoever stops waiting leaves his job to the others' call.
            var outcomes = await AddJobs.RunAsync(session.Lua, session.Keys, batch.ConvertAll(addition => addition.Job), CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].SetResult(outcomes[i]);
            }
        }
#pragma warning disable CA1031 // Nothing is swallowed: whatever it is, each caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            batch.ForEach(addition => addition.TrySetException(exception));
        }
    }

    private sealed class Addition(NewJob job) : TaskCompletionSource<AddJobs.Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public NewJob Job { get; } = job;
    }
}
