using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>
/// Writes the life of runs: begin, next attempt, end, and whose turn it is then. What many workers of this process write at the same moment goes out in one statement and one commit;
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

    private const string TakeBackAttempt = """
        /* JobRuns.TakeBackAttempt */
        update "JobRun" set attempts = attempts - 1 where id = @runId and state = 'RUNNING' and attempts = @attempts
        """;

    private readonly Database _database;
    private readonly Batcher<RunStart, StartOutcome?> _starts;
    private readonly Batcher<RunFinish, FinishOutcome?> _finishes;
    private readonly Batcher<string, RunLines.NextInLine?> _lines;

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
        _lines = new(new RunLines(database).RunAsync, alone: jobId => jobId);
    }

    /// <summary>How long a row or lock held by another transaction is waited for.</summary>
    /// <value>Default: 30 s.</value>
    internal TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Admits and begins a run, or says why not, in one atomic step.</summary>
    /// <param name="start">The run.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun; from then on its answer is awaited, so that none is left in doubt.</param>
    /// <exception cref="TimeoutException">The job's row or lock has been held by another transaction for 30 s.</exception>
    /// <exception cref="ArgumentException">An id holds a NUL or half a surrogate pair, which no stored id can.</exception>
    public Task<StartOutcome> StartAsync(RunStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        RequireStorable(start.RunId, start.JobId);
        return UntilFreeAsync(_starts, start, start.JobId, cancellationToken);
    }

    /// <summary>Records that the next attempt of a run begins; to be awaited before its request is sent. The first attempt is recorded by the start.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="attempts">How many attempts were begun, this one included.</param>
    /// <param name="cancellationToken">Cancels the wait; the row may have been written all the same.</param>
    /// <returns>Whether the run is still running; false where it was ended or deleted meanwhile, and no request may be sent.</returns>
    public async Task<bool> RecordAttemptAsync(string runId, int attempts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return await _database.ExecuteAsync(RecordAttempt, [Text("runId", runId), Int("attempts", attempts)], cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Takes back an attempt that was recorded but broken off by us, so that whoever goes on makes it under the same number.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="attempts">The attempts as they were recorded, the one to take back included. Where the row says another number, somebody has gone on with the run.</param>
    /// <param name="cancellationToken">Cancels the wait; the row may have been written all the same.</param>
    /// <returns>Whether it was taken back.</returns>
    public async Task<bool> TakeBackAttemptAsync(string runId, int attempts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return await _database.ExecuteAsync(TakeBackAttempt, [Text("runId", runId), Int("attempts", attempts)], cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Records the end of a run that has not ended. Where the job lets runs wait, ask <see cref="NextInLineAsync"/> then.</summary>
    /// <param name="finish">The run and its end.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun; from then on its answer is awaited, so that none is left in doubt.</param>
    /// <exception cref="TimeoutException">The run's row has been held by another transaction for 30 s.</exception>
    /// <exception cref="ArgumentException">The state is no end, or an id holds a NUL or half a surrogate pair.</exception>
    public Task<FinishOutcome> FinishAsync(RunFinish finish, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(finish);
        RequireStorable(finish.RunId, finish.JobId);
        return finish.State is RunState.Ok or RunState.Fail or RunState.Timeout
            ? UntilFreeAsync(_finishes, finish, finish.JobId, cancellationToken)
            : throw new ArgumentException($"A run ends as Ok, Fail or Timeout, not as {finish.State}.", nameof(finish));
    }

    /// <summary>
    /// Finds the waiting run of a job that may start now. To be asked after every end of a run whose job lets runs wait, and after closing lost ones: then
    /// none is ever overlooked, since a run that joins the line later has seen that end.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun.</param>
    /// <returns>The id of the first run in line, to be woken; null where none waits or one is running, whose end will ask again.</returns>
    /// <exception cref="TimeoutException">The job's lock has been held by another transaction for 30 s.</exception>
    public async Task<string?> NextInLineAsync(string jobId, CancellationToken cancellationToken = default)
    {
        RequireStorable(jobId);
        return (await UntilFreeAsync(_lines, jobId, jobId, cancellationToken).ConfigureAwait(false)).RunId;
    }

    // Null is "held by another for now": asked again in growing intervals, without a connection or a lock in hand. The wait is for a transaction of another,
    // which no clock of ours governs, so it is a plain one; chance keeps two that met from meeting again.
    private async Task<TAnswer> UntilFreeAsync<TItem, TAnswer>(Batcher<TItem, TAnswer?> batcher, TItem item, string jobId, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var waited = TimeSpan.Zero;
        for (var longest = 5.0; ; longest = Math.Min(500, longest * 1.5))
        {
            if (await batcher.AddAsync(item, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }

            if (waited >= LockPatience)
            {
                throw new TimeoutException($"A row or lock of job {jobId} has been held by another transaction for {LockPatience.TotalSeconds:0} s.");
            }

            var pause = TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            waited += pause;
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
