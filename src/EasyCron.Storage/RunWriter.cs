namespace EasyCron.Storage;

/// <summary>
/// Writes the life of runs: begin, next attempt, end. What many workers of this process write at the same moment goes out in one statement and one commit;
/// each caller is answered after the commit of his own row, never before.
/// </summary>
/// <remarks>
/// Admission is atomic across any number of processes: runs of one job that may not run at once are admitted under a lock of that job. Every call may be
/// repeated after a fault (<see cref="PostgresFault.IsTransient"/>); none has its effect twice. Nothing is repeated here.
/// </remarks>
public sealed class RunWriter
{
    /// <summary>How many runs of one job may wait in line unless told otherwise.</summary>
    public const int DefaultQueueLimit = 100;

    private const string RecordAttempt = """
        /* JobRuns.RecordAttempt */
        update "JobRun" set attempts = @attempts where id = @runId and state = 'RUNNING'
        """;

    private readonly Database _database;
    private readonly Batcher<RunStart, StartOutcome?> _starts;
    private readonly Batcher<RunFinish, FinishOutcome?> _finishes;

    /// <summary>Makes the writer; nothing is written yet.</summary>
    /// <param name="database">The database; not disposed by the writer.</param>
    /// <param name="queueLimit">How many runs of one job may wait in line; at least 0.</param>
    public RunWriter(Database database, int queueLimit = DefaultQueueLimit)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentOutOfRangeException.ThrowIfNegative(queueLimit);
        _database = database;
        _starts = new(new RunStarts(database, queueLimit).RunAsync, alone: start => start.Mode == ConcurrencyMode.Allow ? $"run {start.RunId}" : $"job {start.JobId}");
        _finishes = new(new RunFinishes(database).RunAsync, alone: finish => finish.RunId);
    }

    /// <summary>How long a row locked by another transaction is waited for.</summary>
    /// <value>Default: 30 s.</value>
    internal TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Admits and begins a run, or says why not, in one atomic step.</summary>
    /// <param name="start">The run.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun; from then on its answer is awaited, so that none is left in doubt.</param>
    /// <exception cref="TimeoutException">The app holds the job's row locked for 30 s.</exception>
    /// <exception cref="ArgumentException">An id holds a NUL or half a surrogate pair, which no stored id can.</exception>
    public Task<StartOutcome> StartAsync(RunStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        RequireStorable(start.RunId, start.JobId);
        return UntilUnlockedAsync(_starts, start, start.JobId, cancellationToken);
    }

    /// <summary>Records that the next attempt of a run begins; to be awaited before its request is sent. The first attempt is recorded by the start.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="attempts">How many attempts were begun, this one included.</param>
    /// <param name="cancellationToken">Cancels the wait; the row may have been written all the same.</param>
    /// <returns>Whether the run is still running; false where it was ended or deleted meanwhile, and no request may be sent.</returns>
    public async Task<bool> RecordAttemptAsync(string runId, int attempts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return await _database.ExecuteAsync(RecordAttempt, new { runId, attempts }, cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Records the end of a run that has not ended.</summary>
    /// <param name="finish">The run and its end.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun; from then on its answer is awaited, so that none is left in doubt.</param>
    /// <exception cref="TimeoutException">The app holds the run's row locked for 30 s.</exception>
    /// <exception cref="ArgumentException">The state is no end, or an id holds a NUL or half a surrogate pair.</exception>
    public Task<FinishOutcome> FinishAsync(RunFinish finish, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(finish);
        RequireStorable(finish.RunId, finish.JobId);
        return finish.State is RunState.Ok or RunState.Fail or RunState.Timeout
            ? UntilUnlockedAsync(_finishes, finish, finish.JobId, cancellationToken)
            : throw new ArgumentException($"A run ends as Ok, Fail or Timeout, not as {finish.State}.", nameof(finish));
    }

    // Null is "locked for now": asked again in growing intervals, without a connection or a lock in hand. The wait is for a transaction of another,
    // which no clock of ours governs, so it is a plain one.
    private async Task<TAnswer> UntilUnlockedAsync<TItem, TAnswer>(Batcher<TItem, TAnswer?> batcher, TItem item, string jobId, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var pause = TimeSpan.FromMilliseconds(10);
        for (var waited = TimeSpan.Zero; ; waited += pause, pause = TimeSpan.FromMilliseconds(Math.Min(500, pause.TotalMilliseconds * 2)))
        {
            if (await batcher.AddAsync(item, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }

            if (waited >= LockPatience)
            {
                throw new TimeoutException($"A row of job {jobId} has been locked by another transaction for {LockPatience.TotalSeconds:0} s.");
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void RequireStorable(params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            if (!StoredText.IsStorable(id))
            {
                throw new ArgumentException("An id holds a NUL or half a surrogate pair.", nameof(ids));
            }
        }
    }
}
