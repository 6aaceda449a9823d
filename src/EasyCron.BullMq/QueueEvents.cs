using System.Runtime.CompilerServices;
using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Events;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Reads what happens in a queue, whoever does it, and waits for the ends of jobs.</summary>
/// <remarks>
/// Each reading, and all waits together, hold one socket, under the name Node's <c>getQueueEvents()</c> looks for. A reader that is
/// slower than the events may fall so far behind that the stream, of 10,000 events by default, has dropped some.
/// </remarks>
public sealed class QueueEvents : IAsyncDisposable
{
    private const int EntriesPerPage = 1000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    private readonly QueueSession _session;
    private readonly QueueEventsOptions _options;
    private readonly EndWaits _waits = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _starting = new();
    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _watch;

    /// <summary>Creates the reader; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The queue's name or an option is not allowed.</exception>
    public QueueEvents(string queue, QueueConnection connection, QueueEventsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _options = options ?? new QueueEventsOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ReadWait, TimeSpan.FromMilliseconds(1), nameof(options));
        Queue = new QueueName(queue, _options.Prefix);
        _session = new QueueSession(new QueueKeys(Queue), connection, _options.Json);
    }

    /// <summary>The queue whose events are read.</summary>
    public QueueName Queue { get; }

    /// <summary>The position of the newest event. Take it before doing something whose events must not be missed.</summary>
    public Task<string> PositionAsync(CancellationToken cancellationToken = default) => EventStream.NewestAsync(_session, cancellationToken);

    /// <summary>Reads events as they happen, in order and each once, until cancelled. While Redis is away it waits for it.</summary>
    /// <param name="after">The position of the last event that is known; <c>0-0</c> for all that are kept; null for those from the first turn of the loop on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is no position.</exception>
    public async IAsyncEnumerable<QueueEvent> ReadAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CheckPosition(after);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var stream = new EventStream(_session, _options.ReadWait);
        await using var closing = stream.ConfigureAwait(false);
        await foreach (var happened in stream.ReadAsync(after, started: null, either.Token).ConfigureAwait(false))
        {
            yield return happened;
        }
    }

    /// <summary>Waits until a job has ended, and returns its value.</summary>
    /// <param name="jobId">The job; it may have ended already.</param>
    /// <param name="timeout">How long to wait; may be left out where there is a token that can be cancelled.</param>
    /// <param name="cancellationToken">Cancels the wait; the job goes on.</param>
    /// <typeparam name="T">What the return value's JSON is read as.</typeparam>
    /// <exception cref="JobFailedException">The job failed for good.</exception>
    /// <exception cref="JobNotFoundException">There is no such job, or it was removed meanwhile.</exception>
    /// <exception cref="JobDataException">The return value does not fit <typeparamref name="T"/>.</exception>
    /// <exception cref="TimeoutException">The job had not ended in time.</exception>
    /// <exception cref="ArgumentException">Neither a timeout nor a token was given: the wait might never end.</exception>
    public async Task<T?> WaitUntilFinishedAsync<T>(string jobId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        if (timeout is null && !cancellationToken.CanBeCanceled)
        {
            throw new ArgumentException("A wait for a job's end needs a timeout or a token that can be cancelled; the job may never end.", nameof(timeout));
        }

        using var expiry = timeout is { } time ? new CancellationTokenSource(time, _session.Clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token, _stop.Token);
        try
        {
            var end = await WaitForEndAsync(jobId, either.Token).ConfigureAwait(false);
            return end.FailedReason is { } reason ? throw new JobFailedException(jobId, reason) : Read<T>(jobId, end.ReturnValue ?? []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw _stop.IsCancellationRequested
                ? new ObjectDisposedException(nameof(QueueEvents))
                : new TimeoutException($"Job {jobId} of {Queue} had not ended within {timeout?.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>Ends all reading and waiting. The shared connection stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task? watch;
        lock (_starting)
        {
            watch = _watch;
        }

        if (watch is not null)
        {
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<JobEnd> WaitForEndAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_starting)
        {
            _watch ??= WatchAsync();
        }

        var wait = _waits.Add(jobId);
        try
        {
            // From here on the end is either told by an event, or has happened before and is found in Redis.
            await _watching.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (await EndedBeforeAsync(jobId, wait.Task, cancellationToken).ConfigureAwait(false) is { } end)
                {
                    return end;
                }

                // The stream may have dropped the event before we came to read it: look again now and then.
                await Task.WhenAny(wait.Task, Task.Delay(LookAgain, _session.Clock, cancellationToken)).ConfigureAwait(false);
                if (wait.Task.IsCompleted)
                {
                    return await wait.Task.ConfigureAwait(false);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            _waits.Remove(jobId, wait);
        }
    }

    private async Task<JobEnd?> EndedBeforeAsync(string jobId, Task<JobEnd> told, CancellationToken cancellationToken)
    {
        try
        {
            return await IsFinished.RunAsync(_session.Lua, _session.Keys, jobId, cancellationToken).ConfigureAwait(false);
        }
        catch (JobNotFoundException) when (told.IsCompleted)
        {
            return null;
        }
        catch (JobNotFoundException)
        {
            // Jobs may be removed the moment they end; the stream still knows how they did.
            return await EndInStreamAsync(jobId, cancellationToken).ConfigureAwait(false) ?? throw new JobNotFoundException(jobId, "a wait for its end");
        }
    }

    private async Task<JobEnd?> EndInStreamAsync(string jobId, CancellationToken cancellationToken)
    {
        for (var from = "+"; ;)
        {
            var page = await EventStream.BackwardsAsync(_session, from, EntriesPerPage, cancellationToken).ConfigureAwait(false);
            foreach (var happened in page.Select(EventParser.Parse).OfType<JobEvent>().Where(happened => happened.JobId == jobId))
            {
                if (happened is JobAdded || EndWaits.EndIn(happened) is not null)
                {
                    return EndWaits.EndIn(happened);
                }
            }

            if (page.Count < EntriesPerPage)
            {
                return null;
            }

            from = "(" + page[^1].Id;
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            var stream = new EventStream(_session, _options.ReadWait);
            await using var closing = stream.ConfigureAwait(false);
            await foreach (var happened in stream.ReadAsync(after: null, _ => _watching.TrySetResult(), _stop.Token).ConfigureAwait(false))
            {
                _waits.Observe(happened);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Those who wait are cancelled by the same token.
        }
    }

    private T? Read<T>(string jobId, byte[] json)
    {
        try
        {
            return QueueJson.Deserialize<T>(json, _session.Json);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new JobDataException(jobId, $"its return value is {exception.Message}", exception);
        }
    }

    private static void CheckPosition(string? position)
    {
        if (position is not null && (position.Length == 0 || !position.All(c => char.IsAsciiDigit(c) || c == '-') || position.Count(c => c == '-') > 1))
        {
            throw new FormatException($"\"{position}\" is no position in an event stream; allowed is milliseconds-number, such as 0-0.");
        }
    }
}
