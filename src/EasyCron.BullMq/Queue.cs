using EasyCron.BullMq.Adding;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Telemetry;

namespace EasyCron.BullMq;

/// <summary>The producers' side of a queue: adds jobs and reads them, pauses and resumes. It holds no socket of its own; make one and keep it.</summary>
public sealed class Queue
{
    /// <summary>How many jobs are read in one round trip; Redis serves others between them.</summary>
    private const int JobsPerRead = 200;

    private readonly QueueSession _session;
    private readonly AddBatches _adds;

    /// <summary>Creates the handle; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a colon.</exception>
    public Queue(string name, QueueConnection connection, QueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Options = options ?? new QueueOptions();
        Name = new QueueName(name, Options.Prefix);
        _session = new QueueSession(new QueueKeys(Name), connection, Options.Json);
        _adds = new AddBatches(_session);
        Schedulers = new QueueSchedulers(connection, _session.Keys, Options);
        Inspect = new QueueInspection(_session);
        Maintain = new QueueMaintenance(_session);
        Limits = new QueueLimits(_session);
    }

    /// <summary>The queue's name and prefix.</summary>
    public QueueName Name { get; }

    /// <summary>The options it was made with.</summary>
    public QueueOptions Options { get; }

    /// <summary>The queue's job schedulers.</summary>
    public QueueSchedulers Schedulers { get; }

    /// <summary>Questions about the queue.</summary>
    public QueueInspection Inspect { get; }

    /// <summary>Upkeep: removing, retrying, cleaning, emptying.</summary>
    public QueueMaintenance Maintain { get; }

    /// <summary>Limits on the queue over all its workers.</summary>
    public QueueLimits Limits { get; }

    /// <summary>Adds a job.</summary>
    /// <remarks>
    /// Adds that are under way at the same time share calls to Redis, which then cost both sides less; one by itself goes out at once. A job with an id, a parent or
    /// a deduplication of its own has a call of its own. Whoever needs an order awaits one add before the next, or uses <see cref="AddManyAsync"/>.
    /// </remarks>
    /// <param name="name">The job's name.</param>
    /// <param name="data">Its data, serialized with <see cref="QueueOptions.Json"/>; null for none, which is stored as <c>{}</c>.</param>
    /// <param name="options">Its options; null for the queue's defaults.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been added.</param>
    /// <exception cref="ArgumentException">An option is not allowed; nothing was sent.</exception>
    /// <exception cref="ParentNotFoundException">The parent does not exist; nothing was added.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer; <see cref="QueueUnavailableException.MayHaveBeenApplied"/> says whether the job may be there.</exception>
    public Task<AddedJob> AddAsync(string name, object? data = null, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        AddSerializedAsync(name, Serialize(name, data), options, cancellationToken);

    /// <summary>Adds many jobs in order, some hundred per call to Redis. Each is atomic by itself, all together are not.</summary>
    /// <returns>One result per job, in order.</returns>
    /// <exception cref="ArgumentException">An option of one of them is not allowed; nothing was sent.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer; the jobs of earlier calls are there.</exception>
    public Task<IReadOnlyList<AddedJob>> AddManyAsync(IEnumerable<JobToAdd> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return AddManySerializedAsync(jobs.Select(job => (job.Name, Serialize(job.Name, job.Data), job.Options)), cancellationToken);
    }

    /// <summary>Reads a job; null where there is none.</summary>
    public async Task<Job?> GetJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        var fields = await _session.Link.ExecuteAsync("HGETALL", [_session.Keys.Job(jobId)], cancellationToken).ConfigureAwait(false);
        return JobHash.Read(jobId, RedisReply.Items(fields)) is { } record ? new Job(record, _session) : null;
    }

    /// <summary>Reads many jobs, some hundred per round trip.</summary>
    /// <returns>One entry per id, in order; null where there is no such job.</returns>
    public async Task<IReadOnlyList<Job?>> GetJobsAsync(IEnumerable<string> jobIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        var jobs = new List<Job?>();
        foreach (var part in jobIds.Chunk(JobsPerRead))
        {
            jobs.AddRange(await Task.WhenAll(part.Select(id => GetJobAsync(id, cancellationToken))).ConfigureAwait(false));
        }

        return jobs;
    }

    /// <summary>Pauses the queue for all workers: running jobs end, none is taken.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) =>
        Pause.RunAsync(_session.Lua, _session.Keys, paused: true, announce: true, cancellationToken);

    /// <summary>Lets all workers take jobs again; jobs that BullMQ 5 parked in its own list while paused come back in order.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        var left = await Pause.RunAsync(_session.Lua, _session.Keys, paused: false, announce: true, cancellationToken).ConfigureAwait(false);
        while (left > 0)
        {
            left = await Pause.RunAsync(_session.Lua, _session.Keys, paused: false, announce: false, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async Task<AddedJob> AddSerializedAsync(string name, byte[] json, JobOptions? options, CancellationToken cancellationToken)
    {
        using var send = SendOperation.Start(Name, count: 1, _session.Clock);
        try
        {
            var job = Prepare(name, json, options, send);
            var outcome = await _adds.AddAsync(job, cancellationToken).ConfigureAwait(false);
            if (outcome.Error is not null)
            {
                throw outcome.Error;
            }

            send?.Added(outcome.Id, name);
            return new AddedJob(outcome.Id, outcome.Created);
        }
        catch (Exception exception)
        {
            send?.Fail(exception);
            throw;
        }
    }

    internal async Task<IReadOnlyList<AddedJob>> AddManySerializedAsync(
        IEnumerable<(string Name, byte[] Json, JobOptions? Options)> jobs, CancellationToken cancellationToken)
    {
        using var send = SendOperation.Start(Name, count: 0, _session.Clock);
        try
        {
            var prepared = jobs.Select(job => Prepare(job.Name, job.Json, job.Options, send)).ToList();
            send?.Batch(prepared.Count);
            var added = new List<AddedJob>(prepared.Count);
            foreach (var part in prepared.Chunk(AddJobs.MostPerCall))
            {
                var outcomes = await AddJobs.RunAsync(_session.Lua, _session.Keys, part, cancellationToken).ConfigureAwait(false);
                added.AddRange(outcomes.Select(outcome => new AddedJob(outcome.Id, outcome.Created, outcome.Error)));
            }

            return added;
        }
        catch (Exception exception)
        {
            send?.Fail(exception);
            throw;
        }
    }

    private byte[] Serialize(string name, object? data) => data switch
    {
        null => JobRecord.EmptyObject,
        JobOptions => throw new ArgumentException($"The data of job \"{name}\" is a {nameof(JobOptions)}; options are the third argument.", nameof(data)),
        _ => QueueJson.Serialize(data, Options.Json),
    };

    private NewJob Prepare(string name, byte[] json, JobOptions? options, SendOperation? send)
    {
        ArgumentNullException.ThrowIfNull(name);
        var chosen = options ?? Options.DefaultJobOptions;
        chosen = send?.Stamp(chosen) ?? chosen;
        JobOptionsRules.Check(chosen, json.Length);
        return new NewJob(chosen.JobId ?? "", name, json, chosen, chosen.Timestamp?.ToUnixTimeMilliseconds() ?? _session.Clock.NowMilliseconds());
    }
}
