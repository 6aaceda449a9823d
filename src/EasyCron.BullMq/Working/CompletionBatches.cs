using EasyCron.BullMq.Commands;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Completes jobs in as few calls as their pace allows: what ends while a call is under way goes out together in the next one, and
/// each call brings as many next jobs as it has ended. Nothing waits for company: with nobody else running a job goes out at once.
/// A full load goes out beside the call under way, so that Redis works on one while the jobs of the other run.
/// </summary>
internal sealed class CompletionBatches(WorkerSession session, JobFetcher fetcher, SlotGate slots) : IThreadPoolWorkItem
{
    /// <summary>Below, halves of all jobs would be too small to be worth a call of their own.</summary>
    private const int LeastToHalve = 20;

    private readonly Lock _gate = new();
    private readonly Queue<Completion> _pending = new();
    private bool _isScheduled;
    private int _sending;
    private TaskCompletionSource? _awaited;

    /// <summary>How many completions make a call full: half of all slots, so that two calls keep them all busy.</summary>
    private int FullLoad => slots.Limit is >= LeastToHalve and < 2 * CompleteAndFetch.MostPerCall and var limit ? limit / 2 : CompleteAndFetch.MostPerCall;

    /// <summary>Ends when the next call goes out, which brings jobs for the slots that are free then, or none is to be expected any more; null with none to be expected now.</summary>
    public Task? NextCall
    {
        get
        {
            lock (_gate)
            {
                return IsCallExpected ? (_awaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;
            }
        }
    }

    private bool IsCallExpected => _sending > 0 || _isScheduled || slots.AreAnyLeft;

    /// <summary>Takes jobs that a call brought beyond the slots that asked for them.</summary>
    public Action<FetchedJob>? Surplus { get; set; }

    /// <summary>Stores that a job completed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="json">Its return value.</param>
    /// <param name="keep">What stays of completed jobs.</param>
    /// <param name="fetchNext">Whether the worker goes on taking jobs.</param>
    /// <returns>The slot's next job where there is one.</returns>
    public Task<FetchedJob?> CompleteAsync(ActiveJob job, byte[] json, JobRetention keep, bool fetchNext)
    {
        var completion = new Completion(job, json, keep, fetchNext, isLone: slots.Limit == 1 && !slots.AreAnyLeft);
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
            TaskCompletionSource? awaited;
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
                    if (!IsCallExpected)
                    {
                        _awaited?.TrySetResult();
                        _awaited = null;
                    }

                    return;
                }

                awaited = _awaited;
                _awaited = null;
            }

            var call = SendAsync(batch);
            awaited?.TrySetResult();
            await call.ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<Completion> batch)
    {
        var token = session.NextToken();
        var (room, reserved) = Room(batch);
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
            slots.Return(reserved);
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

        Deal(batch, answer, token, room, reserved);
    }

    /// <summary>How many jobs a call may bring: one for each slot that goes on, and for slots that are free besides.</summary>
    private (int Room, int Reserved) Room(List<Completion> batch)
    {
        var goOn = batch.Count(completion => completion.GoesOn);
        var reserved = batch.Exists(completion => completion.FetchNext) ? slots.Reserve(CompleteAndFetch.MostPerCall - goOn) : 0;
        return (goOn + reserved, reserved);
    }

    /// <summary>Gives each completion its answer, and each slot that wants one a next job.</summary>
    private void Deal(List<Completion> batch, CompleteAndFetch.Answer answer, string token, int room, int reserved)
    {
        if (room > 0)
        {
            fetcher.Note(new NextJob(answer.Jobs.Count > 0 ? answer.Jobs[^1] : null, answer.LimitDelay, answer.DelayUntil), isFull: answer.Jobs.Count == room, wake: true);
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
                completion.TrySetResult(completion.GoesOn && dealt < answer.Jobs.Count ? new FetchedJob(answer.Jobs[dealt++], token) : null);
            }
        }

        // More than were reserved where a completion failed whose slot had asked for one.
        slots.Return(reserved - (answer.Jobs.Count - dealt));
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

        /// <summary>Whether the worker takes jobs still.</summary>
        public bool FetchNext { get; } = fetchNext;

        /// <summary>Whether its slot goes on with another job.</summary>
        public bool GoesOn { get; } = fetchNext && !job.HasLeftSlot;
    }
}
