using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Typed;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

/// <summary>Takes jobs from a queue and runs a processor on them, side by side with Node's BullMQ workers.</summary>
/// <remarks>
/// A job's life in a worker:
/// <list type="number">
/// <item>A slot is free, so the fetcher asks for a job; with none there it sleeps on the queue's marker.</item>
/// <item>The fetching script moves the job to the active list under a lock whose value only this worker knows.</item>
/// <item>If a scheduler made the job, its following job is put in place first.</item>
/// <item>The processor runs; a thread of its own renews the lock.</item>
/// <item>What the processor says, or throws, becomes the next state: completed, failed, delayed, or back in line.</item>
/// <item>The call that stores it brings the slot's next job along, if there is one.</item>
/// <item>If this process dies, the lock runs out and a stalled check of any worker returns the job to the line.</item>
/// <item>On stop, running jobs get time to end, then their tokens are fired, then what is left goes back to the line.</item>
/// </list>
/// </remarks>
public sealed partial class Worker : IAsyncDisposable
{
    private readonly WorkerSession _session;
    private readonly SlotGate _slots;
    private readonly JobFetcher _fetcher;
    private readonly CompletionBatches _completions;
    private readonly JobSettler _settler;
    private readonly JobRunner _runner;
    private readonly LockRenewer _locks;
    private readonly CancellationTokenSource _stopFetching = new();
    private readonly SemaphoreSlim _lifecycle = new(1, 1);
    private volatile CancellationTokenSource _pause = new();
    private Task _loop = Task.CompletedTask;
    private Task _stalledChecks = Task.CompletedTask;
    private Task _hearing = Task.CompletedTask;
    private Task? _stopped;
    private readonly SemaphoreSlim _resumed = new(0);
    private readonly Lock _stopping = new();
    private readonly bool _isManual;
    private volatile TaskCompletionSource _parked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _paused;

    /// <summary>Creates the worker; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="connection">Shared with others; the worker dials one more socket for its waits.</param>
    /// <param name="processor">Does one job's work.</param>
    /// <param name="options">How to work.</param>
    /// <exception cref="ArgumentException">The queue's name or an option is not allowed; every fault is listed.</exception>
    public Worker(string queue, QueueConnection connection, JobProcessor processor, WorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(processor);
        Options = options ?? new WorkerOptions();
        Options.Validate();
        Queue = new QueueName(queue, Options.Prefix);
        _session = new WorkerSession(new QueueKeys(Queue), connection, Options);
        _slots = new SlotGate(Options.Concurrency);
        _fetcher = new JobFetcher(_session);
        _completions = new CompletionBatches(_session, _fetcher, _slots) { Surplus = Begin };
        _settler = new JobSettler(_session, _fetcher, _completions);
        _runner = new JobRunner(_session, _settler, _fetcher, new SchedulerContinuation(_session), processor);
        _locks = new LockRenewer(_session);
    }

    /// <summary>Creates a worker whose jobs are fetched by hand, with <see cref="FetchAsync"/>; it is never started.</summary>
    /// <exception cref="ArgumentException">The queue's name or an option is not allowed; every fault is listed.</exception>
    public Worker(string queue, QueueConnection connection, WorkerOptions? options = null)
        : this(queue, connection, static (_, _) => throw new InvalidOperationException("The jobs of this worker are fetched by hand."), options)
    {
        _isManual = true;
    }

    /// <summary>The queue it takes jobs from.</summary>
    public QueueName Queue { get; }

    /// <summary>The options it was made with.</summary>
    public WorkerOptions Options { get; }

    /// <summary>How many jobs may run at once; takes effect at once, but never stops a running job.</summary>
    public int Concurrency
    {
        get => _slots.Limit;
        set => _slots.Limit = value;
    }

    /// <summary>How many jobs are running now.</summary>
    public int RunningCount => _session.Running.Count;

    /// <summary>Whether it has been started and not stopped.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether it was paused here. A pause of the whole queue does not show here.</summary>
    public bool IsPaused => _paused;

    /// <summary>
    /// How long ago the fetching loop last turned. While a slot is free that is at most the drain delay and the command timeout
    /// together; a health check may call more than that dead.
    /// </summary>
    public TimeSpan SinceLastTurn => _paused || _slots.AreAllInUse ? TimeSpan.Zero : _session.Clock.GetElapsedTime(_fetcher.LastTurn);

    /// <summary>Creates a worker with a typed processor.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="connection">Shared with others; the worker dials one more socket for its waits.</param>
    /// <param name="processor">Does the jobs' work; one for all, also at the same time.</param>
    /// <param name="options">How to work.</param>
    /// <exception cref="ArgumentException">The queue's name or an option is not allowed; every fault is listed.</exception>
    public static Worker For<TData, TResult>(string queue, QueueConnection connection, IJobProcessor<TData, TResult> processor, WorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        return new Worker(queue, connection, TypedProcessor.Of<TData, TResult>(processor.ProcessAsync), options);
    }

    /// <summary>Starts taking jobs. It returns at once; Redis need not be there yet.</summary>
    /// <exception cref="InvalidOperationException">The worker was started before, or its jobs are fetched by hand.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isManual)
            {
                throw new InvalidOperationException($"The jobs of this worker of {Queue} are fetched by hand; give it a processor to have it started.");
            }

            if (IsRunning || _stopped is not null)
            {
                throw new InvalidOperationException($"The worker of {Queue} was started before; make a new one.");
            }

            StartUpkeep();
            _loop = Task.Run(RunLoopAsync, CancellationToken.None);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Stops taking jobs here and waits until the running ones have ended. Other workers are not affected.</summary>
    /// <exception cref="InvalidOperationException">The worker's jobs are fetched by hand: whoever fetches them just stops doing so.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        if (_isManual)
        {
            throw new InvalidOperationException($"The jobs of this worker of {Queue} are fetched by hand; fetch none to have it pause.");
        }

        _paused = true;
        await _pause.CancelAsync().ConfigureAwait(false);
        if (IsRunning)
        {
            // A fetch under way may still bring a job.
            await _parked.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await _slots.IdleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes jobs again after <see cref="PauseAsync"/>.</summary>
    public void Resume()
    {
        if (_paused)
        {
            _pause = new CancellationTokenSource();
            _parked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _paused = false;
            _resumed.Release();
        }
    }

    /// <summary>Fires the cancellation token of a running job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="reason">Stored as the failed reason when the processor gives way.</param>
    /// <returns>Whether the job was running here.</returns>
    public bool CancelJob(string jobId, string? reason = null)
    {
        var found = false;
        foreach (var job in _session.Running.WithId(jobId))
        {
            job.Cancel(JobCancellation.Cancelled, reason ?? "The job was cancelled.");
            found = true;
        }

        return found;
    }

    /// <summary>
    /// Stops: takes no more jobs, lets running ones end within <see cref="WorkerOptions.ShutdownTimeout"/>, then fires their
    /// tokens, then gives what still runs back to the front of the line with no attempt counted.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting early; the later phases still follow, each with a deadline of its own.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_stopping)
        {
            return _stopped ??= StopOnceAsync(cancellationToken);
        }
    }

    /// <summary>Stops the worker if nobody has yet. The shared connection stays open.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
