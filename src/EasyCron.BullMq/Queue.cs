using System.Globalization;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>The producers' side of a queue: adds jobs, pauses and resumes. It holds no socket of its own; make one and keep it.</summary>
public class Queue
{
    /// <summary>How many jobs of a bulk add go in one script call; Redis serves others between the calls.</summary>
    private const int JobsPerCall = 200;
    private const string UnlimitedJobs = "9007199254740991";

    private readonly QueueConnection _connection;
    private readonly QueueKeys _keys;

    /// <summary>Creates the handle; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a colon.</exception>
    public Queue(string name, QueueConnection connection, QueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Options = options ?? new QueueOptions();
        Name = new QueueName(name, Options.Prefix);
        _connection = connection;
        _keys = new QueueKeys(Name);
        Schedulers = new QueueSchedulers(connection, _keys, Options);
        Inspect = new QueueInspection(connection, _keys);
    }

    /// <summary>The queue's name and prefix.</summary>
    public QueueName Name { get; }

    /// <summary>The options it was made with.</summary>
    public QueueOptions Options { get; }

    /// <summary>The queue's job schedulers.</summary>
    public QueueSchedulers Schedulers { get; }

    /// <summary>Questions about the queue.</summary>
    public QueueInspection Inspect { get; }

    /// <summary>Adds a job.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="data">Its data, serialized with <see cref="QueueOptions.Json"/>; null for none, which is stored as <c>{}</c>.</param>
    /// <param name="options">Its options; null for the queue's defaults.</param>
    /// <param name="cancellationToken">Cancels the wait; the job may have been added.</param>
    /// <exception cref="ArgumentException">An option is not allowed; nothing was sent.</exception>
    /// <exception cref="ParentNotFoundException">The parent does not exist; nothing was added.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer; <see cref="QueueUnavailableException.MayHaveBeenApplied"/> says whether the job may be there.</exception>
    public async Task<AddedJob> AddAsync(string name, object? data = null, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        var job = Prepare(name, data, options);
        var outcome = (await AddJobs.RunAsync(_connection.Lua, _keys, [job], cancellationToken).ConfigureAwait(false))[0];
        return outcome.Error is null ? new AddedJob(outcome.Id, outcome.Created) : throw outcome.Error;
    }

    /// <summary>Adds many jobs in order, some hundred per call to Redis. Each is atomic by itself, all together are not.</summary>
    /// <returns>One result per job, in order.</returns>
    /// <exception cref="ArgumentException">An option of one of them is not allowed; nothing was sent.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer; the jobs of earlier calls are there.</exception>
    public async Task<IReadOnlyList<AddedJob>> AddManyAsync(IEnumerable<JobToAdd> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var prepared = jobs.Select(job => Prepare(job.Name, job.Data, job.Options)).ToList();
        var added = new List<AddedJob>(prepared.Count);
        foreach (var part in prepared.Chunk(JobsPerCall))
        {
            var outcomes = await AddJobs.RunAsync(_connection.Lua, _keys, part, cancellationToken).ConfigureAwait(false);
            added.AddRange(outcomes.Select(outcome => new AddedJob(outcome.Id, outcome.Created, outcome.Error)));
        }

        return added;
    }

    /// <summary>Pauses the queue for all workers: running jobs end, none is taken.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) =>
        Pause.RunAsync(_connection.Lua, _keys, paused: true, announce: true, cancellationToken);

    /// <summary>Lets all workers take jobs again; jobs that BullMQ 5 parked in its own list while paused come back in order.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        var left = await Pause.RunAsync(_connection.Lua, _keys, paused: false, announce: true, cancellationToken).ConfigureAwait(false);
        while (left > 0)
        {
            left = await Pause.RunAsync(_connection.Lua, _keys, paused: false, announce: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps workers that have a rate limit from taking jobs for a while.</summary>
    public Task RateLimitAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        _connection.Link.ExecuteAsync("SET", [_keys.Limiter, UnlimitedJobs, "PX", ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <summary>Sets how many jobs of the queue may run at once over all workers; null for no limit.</summary>
    public Task SetGlobalConcurrencyAsync(int? limit, CancellationToken cancellationToken = default) => limit is { } most
        ? _connection.Link.ExecuteAsync("HSET", [_keys.Meta, "concurrency", most], cancellationToken)
        : _connection.Link.ExecuteAsync("HDEL", [_keys.Meta, "concurrency"], cancellationToken);

    private NewJob Prepare(string name, object? data, JobOptions? options)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (data is JobOptions)
        {
            throw new ArgumentException($"The data of job \"{name}\" is a {nameof(JobOptions)}; options are the third argument.", nameof(data));
        }

        var json = data is null ? JobRecord.EmptyObject : QueueJson.Serialize(data, Options.Json);
        var chosen = options ?? Options.DefaultJobOptions;
        JobOptionsRules.Check(chosen, json.Length);
        return new NewJob(chosen.JobId ?? "", name, json, chosen, chosen.Timestamp?.ToUnixTimeMilliseconds() ?? _connection.Clock.NowMilliseconds());
    }
}
