using EasyCron.BullMq.Commands;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Completes jobs in as few calls as their pace allows: what ends while a call is under way goes out together in the next one, and
/// each call brings as many next jobs as it has ended. Nothing waits for company: with nobody else running a job goes out at once.
/// A full load goes out beside the call under way, so that Redis works on one while the jobs of the other run.
/// </summary>
internal sealed class CompletionBatches(WorkerSession session, JobFetcher fetcher, SlotGate slots) : IThreadPoolWorkItem
{
    /// <summary>Bounds how long one call keeps Redis busy.</summary>
    private const int MostPerCall = 50;

    /// <summary>Below, halves of all jobs would be too small to be worth a call of their own.</summary>
    private const int LeastToHalve = 20;

    private readonly Lock _gate = new();
    private readonly Queue<Completion> _pending = new();
    private bool _isScheduled;
    private int _sending;

    /// <summary>How many completions make a call full: half of all slots, so that two calls keep them all busy.</summary>
    private int FullLoad => slots.Limit is >= LeastToHalve and < 2 * MostPerCall and var limit ? limit / 2 : MostPerCall;

    /// <summary>Takes jobs that a call brought beyond the slots that asked for them.</summary>
    public Action<FetchedJob>? Surplus { get; set; }

    /// <summary>Stores that a job completed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="json">Its return value.</param>
    /// <param name="keep">What stays of completed jobs.</param>
    /// <param name="fetchNext">Whether the slot would go on with another job.</param>
    /// <returns>The slot's next job where there is one.</returns>
    public Task<FetchedJob?> CompleteAsync(ActiveJob job, byte[] json, JobRetention keep, bool fetchNext)
    {
        var completion = new Completion(job, json, keep, fetchNext, isLone: slots.Limit == 1);
        bool isAlone;
        lock (_gate)
        {
            _pending.Enqueue(completion);
            isAlone = _sending == 0 && !_isScheduled && _pending.Count >= session.Running.Count;
            if (isAlone)
            {
                _sending = 1;
            }
            else if (!_isScheduled && (_sending == 0 || (_sending == 1 && _pending.Count >= FullLoad)))
            {
                // Behind the jobs that are about to end in the same turn of the thread pool, which so come along.
                _isScheduled = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        if (isAlone)
        {
            _ = SendAsync();
        }

        return completion.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            _isScheduled = false;
            _sending++;
        }

        _ = SendAsync();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            List<Completion> batch = [];
            lock (_gate)
            {
                var most = _sending > 1 && _pending.Count < FullLoad ? 0 : FullLoad;
                while (batch.Count < most && _pending.TryPeek(out var next) && (batch.Count == 0 || next.Keep == batch[0].Keep))
                {
                    batch.Add(_pending.Dequeue());
                }

                if (batch.Count == 0)
                {
                    _sending--;
                    return;
                }
            }

            await SendAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<Completion> batch)
    {
        var token = session.NextToken();
        var room = batch.Count(completion => completion.FetchNext);
        CompleteAndFetch.Answer answer;
        try
        {
            var completions = batch.ConvertAll(completion => new CompleteAndFetch.Completion(completion.Job.Record.Id, completion.Job.Token, completion.Json));
            answer = await CompleteAndFetch.RunAsync(
                session.Lua, session.Keys, completions, batch[0].Keep, session.Terms, session.Options.MetricsDataPoints, token, room, session.Now,
                session.GiveUp.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is QueueException or OperationCanceledException)
        {
            if (room > 0 && exception is QueueUnavailableException { MayHaveBeenApplied: true })
            {
                _ = fetcher.RecoverAsync(token, session.GiveUp.Token);
            }

            foreach (var completion in batch)
            {
                completion.TrySetException(exception);
            }

            return;
        }

        Deal(batch, answer, token, room);
    }

    /// <summary>Gives each completion its answer, and each slot that wants one a next job.</summary>
    private void Deal(List<Completion> batch, CompleteAndFetch.Answer answer, string token, int room)
    {
        if (room > 0)
        {
            fetcher.Note(new NextJob(answer.Jobs.Count > 0 ? answer.Jobs[^1] : null, answer.LimitDelay, answer.DelayUntil), wake: true);
        }

        var dealt = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var completion = batch[i];
            if (answer.Codes[i] < 0)
            {
                completion.TrySetException(ScriptError.For(answer.Codes[i], completion.Job.Record.Id, "completeAndFetch-1"));
            }
            else
            {
                completion.TrySetResult(completion.FetchNext && dealt < answer.Jobs.Count ? new FetchedJob(answer.Jobs[dealt++], token) : null);
            }
        }

        for (; dealt < answer.Jobs.Count; dealt++)
        {
            Surplus?.Invoke(new FetchedJob(answer.Jobs[dealt], token));
        }
    }

    // A lone slot goes on within the turn of the thread that has the answer. With others beside it, its next job could keep theirs from being stored.
    private sealed class Completion(ActiveJob job, byte[] json, JobRetention keep, bool fetchNext, bool isLone)
        : TaskCompletionSource<FetchedJob?>(isLone ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ActiveJob Job { get; } = job;

        public byte[] Json { get; } = json;

        public JobRetention Keep { get; } = keep;

        public bool FetchNext { get; } = fetchNext;
    }
}
