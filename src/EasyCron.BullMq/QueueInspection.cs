using System.Runtime.CompilerServices;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Inspection;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Questions about a queue; none of them changes it.</summary>
public sealed class QueueInspection
{
    private const int PageSize = 200;

    /// <summary>As often as Node's client reads on where ids without jobs leave a page short.</summary>
    private const int TopUps = 5;

    private static readonly JobState[] CountedStates =
    [
        JobState.Active, JobState.Completed, JobState.Delayed, JobState.Failed, JobState.Prioritized, JobState.Waiting, JobState.WaitingChildren,
    ];

    private readonly QueueSession _session;

    internal QueueInspection(QueueSession session)
    {
        _session = session;
    }

    /// <summary>How many jobs there are by state.</summary>
    /// <param name="states">The states asked for; none means all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyDictionary<JobState, long>> CountsAsync(IReadOnlyList<JobState>? states = null, CancellationToken cancellationToken = default)
    {
        var asked = states is { Count: > 0 } ? states : CountedStates;
        var counts = await GetCounts.RunAsync(_session.Lua, _session.Keys, asked, cancellationToken).ConfigureAwait(false);
        var byState = new Dictionary<JobState, long>();
        for (var i = 0; i < asked.Count; i++)
        {
            byState[asked[i]] = counts[i];
        }

        return byState;
    }

    /// <summary>How many jobs wait by priority; 0 stands for those without one.</summary>
    public async Task<IReadOnlyDictionary<int, long>> CountsPerPriorityAsync(IEnumerable<int> priorities, CancellationToken cancellationToken = default)
    {
        var asked = priorities.Distinct().ToList();
        var counts = await GetCountsPerPriority.RunAsync(_session.Lua, _session.Keys, asked, cancellationToken).ConfigureAwait(false);
        return asked.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Where a job is; <see cref="JobState.Unknown"/> when it is nowhere.</summary>
    public Task<JobState> StateAsync(string jobId, CancellationToken cancellationToken = default) =>
        GetState.RunAsync(_session.Lua, _session.Keys, jobId, cancellationToken);

    /// <summary>Reads a window of the jobs in one state, in one round trip.</summary>
    /// <param name="state">The state.</param>
    /// <param name="start">Index of the first, from 0; negative counts from the end.</param>
    /// <param name="end">Index of the last, inclusive; -1 for all.</param>
    /// <param name="oldestFirst">
    /// Whether the job that came (finished, is due) first comes first, or the one that came last; of prioritized jobs the one that runs next.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<Job>> PageAsync(
        JobState state, long start = 0, long end = -1, bool oldestFirst = true, CancellationToken cancellationToken = default)
    {
        var records = await GetJobs.RunAsync(_session.Lua, _session.Keys, state, start, end, oldestFirst, TopUps, cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => new Job(record, _session))];
    }

    /// <summary>Reads all jobs in one state, page by page as they are asked for.</summary>
    /// <param name="state">The state.</param>
    /// <param name="oldestFirst">As in <see cref="PageAsync"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <remarks>Jobs that leave the state meanwhile may hide others that follow them; none comes twice in a row of pages.</remarks>
    public async IAsyncEnumerable<Job> ListAsync(JobState state, bool oldestFirst = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> lastPage = [];
        for (var start = 0L; ; start += PageSize)
        {
            var counting = GetCounts.RunAsync(_session.Lua, _session.Keys, [state], cancellationToken);
            var page = await GetJobs.RunAsync(_session.Lua, _session.Keys, state, start, start + PageSize - 1, oldestFirst, rounds: 1, cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
            {
                if (!lastPage.Contains(record.Id))
                {
                    yield return new Job(record, _session);
                }
            }

            // A page may be short, or empty, because the jobs of its ids are gone: only the count tells where the end is.
            if ((await counting.ConfigureAwait(false))[0] <= start + PageSize)
            {
                yield break;
            }

            lastPage = [.. page.Select(record => record.Id)];
        }
    }

    /// <summary>How long the earliest delayed job has been due; null when none is overdue. It grows when no worker takes jobs.</summary>
    public async Task<TimeSpan?> OverdueAsync(CancellationToken cancellationToken = default)
    {
        var delayed = await _session.Link.ExecuteAsync("ZRANGE", [_session.Keys.Delayed, 0, 0, "WITHSCORES"], cancellationToken).ConfigureAwait(false);
        var late = RedisReply.Scored(delayed).Select(first => _session.Clock.GetUtcNow() - Jobs.UnixTime.FromMilliseconds(first.Score / 4096)).FirstOrDefault();
        return late > TimeSpan.Zero ? late : null;
    }

    /// <summary>Whether the queue is paused for all workers.</summary>
    public async Task<bool> IsPausedAsync(CancellationToken cancellationToken = default) =>
        RedisReply.Number(await _session.Link.ExecuteAsync("HEXISTS", [_session.Keys.Meta, "paused"], cancellationToken).ConfigureAwait(false)) == 1;

    /// <summary>The queue's settings.</summary>
    public Task<QueueMeta> MetaAsync(CancellationToken cancellationToken = default) => QueueMeta.ReadAsync(_session, cancellationToken);

    /// <summary>The job that owns a deduplication; null when it is free.</summary>
    public async Task<string?> DeduplicationOwnerAsync(string deduplicationId, CancellationToken cancellationToken = default) => RedisReply.Text(
        await _session.Link.ExecuteAsync("GET", [(RedisKey)_session.Keys.DeduplicationOwner(deduplicationId)], cancellationToken).ConfigureAwait(false));

    /// <summary>How many jobs finished, minute by minute.</summary>
    /// <param name="finished">Completed or failed.</param>
    /// <param name="start">Index of the first point, 0 being the newest minute.</param>
    /// <param name="end">Index of the last point, inclusive; -1 for all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<QueueMetrics> MetricsAsync(JobState finished, long start = 0, long end = -1, CancellationToken cancellationToken = default) =>
        finished is JobState.Completed or JobState.Failed
            ? GetMetrics.RunAsync(_session.Lua, _session.Keys, finished == JobState.Failed, start, end, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(finished), finished, "Metrics are kept of completed and of failed jobs.");

    /// <summary>The queue's counts in the Prometheus text format, under the names that BullMQ exports.</summary>
    /// <param name="labels">Further labels for every sample.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ArgumentException">A label's name is not one that Prometheus allows.</exception>
    public async Task<string> PrometheusAsync(IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        labels ??= new Dictionary<string, string>();
        foreach (var name in labels.Keys)
        {
            PrometheusText.CheckLabel(name);
        }

        var counts = CountsAsync(null, cancellationToken);
        var completed = MetricsAsync(JobState.Completed, 0, 0, cancellationToken);
        var failed = MetricsAsync(JobState.Failed, 0, 0, cancellationToken);
        await Task.WhenAll(counts, completed, failed).ConfigureAwait(false);
        return PrometheusText.Write(
            _session.Keys.Queue.Name, await counts.ConfigureAwait(false), (await completed.ConfigureAwait(false)).Total, (await failed.ConfigureAwait(false)).Total, labels);
    }

    /// <summary>The queue's workers, of any language, by the sockets they wait on; of a cluster, those of all its nodes.</summary>
    /// <exception cref="RedisRefusedException">The server or the user's rights do not allow <c>CLIENT LIST</c>.</exception>
    public Task<IReadOnlyList<QueueClient>> WorkersAsync(CancellationToken cancellationToken = default) => QueueClient.WorkersAsync(_session, cancellationToken);

    /// <summary>Who reads the queue's events, by the sockets they wait on; of a cluster, those of all its nodes.</summary>
    /// <exception cref="RedisRefusedException">The server or the user's rights do not allow <c>CLIENT LIST</c>.</exception>
    public Task<IReadOnlyList<QueueClient>> EventReadersAsync(CancellationToken cancellationToken = default) => QueueClient.EventReadersAsync(_session, cancellationToken);
}
