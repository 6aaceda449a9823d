using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq;

/// <summary>A queue's job schedulers: named rules that keep one job ahead in the queue, forever.</summary>
public sealed partial class QueueSchedulers
{
    private readonly QueueConnection _connection;
    private readonly QueueKeys _keys;
    private readonly QueueOptions _options;

    internal QueueSchedulers(QueueConnection connection, QueueKeys keys, QueueOptions options)
    {
        _connection = connection;
        _keys = keys;
        _options = options;
    }

    /// <summary>Creates a scheduler or changes it; its next job is replaced.</summary>
    /// <param name="schedulerId">Free text; one scheduler per id.</param>
    /// <param name="schedule">When its jobs are due.</param>
    /// <param name="template">What its jobs look like.</param>
    /// <returns>The next job's id; null when the schedule has none to come, in which case nothing was written.</returns>
    /// <exception cref="FormatException">The pattern or the time zone is not valid; the message names it.</exception>
    /// <exception cref="ArgumentException">The schedule contradicts itself, or its end has passed.</exception>
    /// <exception cref="SchedulerSlotTakenException">A finished job still holds the id of the next one.</exception>
    public async Task<string?> UpsertAsync(string schedulerId, JobSchedule schedule, JobTemplate? template = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(schedulerId);
        ArgumentNullException.ThrowIfNull(schedule);
        template ??= new JobTemplate();
        var now = _connection.Clock.NowMilliseconds();
        Check(schedule, now);
        var options = Cleared(template.Options);
        if (schedule.Limit < 1 || SchedulerIteration.First(schedulerId, schedule, options, now) is not { } first)
        {
            return null;
        }

        var data = DataOf(template.Data);
        var record = SchedulerPacker.PackRecord(template.Name ?? schedulerId, schedule);
        var packedTemplate = JobOptionsPacker.Pack(options, defaultAttempts: false, more: 0, finish: null);
        var (jobId, _) = await AddJobScheduler.RunAsync(_connection.Lua, _keys, first, record, data, packedTemplate, cancellationToken).ConfigureAwait(false);
        return jobId;
    }

    /// <summary>Removes a scheduler and its delayed job; a job already in line or running is left alone.</summary>
    /// <returns>Whether there was such a scheduler.</returns>
    public Task<bool> RemoveAsync(string schedulerId, CancellationToken cancellationToken = default) =>
        RemoveJobScheduler.RunAsync(_connection.Lua, _keys, schedulerId, cancellationToken);

    /// <summary>Reads one scheduler; null where there is none.</summary>
    public Task<JobScheduler?> GetAsync(string schedulerId, CancellationToken cancellationToken = default) =>
        GetJobScheduler.RunAsync(_connection.Lua, _keys, schedulerId, cancellationToken);

    /// <summary>How many schedulers there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        RedisReply.Number(await _connection.Link.ExecuteAsync("ZCARD", [_keys.Repeat], cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the schedulers, the one due soonest first. Members without a record are left out.</summary>
    /// <param name="start">Rank of the first, from 0.</param>
    /// <param name="end">Rank of the last, inclusive; -1 for all.</param>
    public async Task<IReadOnlyList<JobScheduler>> ListAsync(long start = 0, long end = -1, CancellationToken cancellationToken = default)
    {
        var link = _connection.Link;
        var members = await link.ExecuteAsync("ZRANGE", [_keys.Repeat, start, end, "WITHSCORES"], cancellationToken).ConfigureAwait(false);
        var reads = RedisReply.Scored(members)
            .Select(member => (member.Member, member.Score, link.ExecuteAsync("HGETALL", [_keys.Scheduler(member.Member)], cancellationToken))).ToList();
        var found = new List<JobScheduler>(reads.Count);
        foreach (var (id, score, hash) in reads)
        {
            if (SchedulerHash.Read(id, RedisReply.Items(await hash.ConfigureAwait(false)), score) is { } scheduler)
            {
                found.Add(scheduler);
            }
        }

        return found;
    }

    private static JobOptions Cleared(JobOptions template)
    {
        var options = template with { JobId = null, Delay = default, Timestamp = null, Parent = null };
        JobOptionsRules.Check(options, 0);
        return options;
    }

    private byte[] DataOf(object? data) => data is null ? JobRecord.EmptyObject : QueueJson.Serialize(data, _options.Json);

    private static void Check(JobSchedule schedule, long now)
    {
        if (schedule.EndDate is { } end && end.ToUnixTimeMilliseconds() < now)
        {
            throw new ArgumentException($"The schedule's EndDate is {end:O}, which has passed; allowed is a time to come.", nameof(schedule));
        }

        if (schedule is { Immediately: true, StartDate: not null })
        {
            throw new ArgumentException("A schedule is either Immediately or from its StartDate on, not both.", nameof(schedule));
        }
    }
}
