using System.Runtime.CompilerServices;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq;

/// <content>Work on many schedulers at once, for whoever keeps thousands of them in step with a source of truth.</content>
public sealed partial class QueueSchedulers
{
    // Redis serves others between the calls; each of these keeps it busy for a few milliseconds.
    private const int ReadsPerCall = 500;
    private const int WritesPerCall = 100;

    /// <summary>
    /// Looks at all schedulers, some hundred a call. One that is there all the time is seen at least once, perhaps twice; one that comes or
    /// goes meanwhile may be missed.
    /// </summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<IReadOnlyList<SchedulerSighting>> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var cursor = "0";
        do
        {
            (cursor, var seen) = await SchedulerReads.ScanAsync(_connection.Lua, _keys, cursor, ReadsPerCall, cancellationToken).ConfigureAwait(false);
            yield return seen;
        }
        while (cursor != "0");
    }

    /// <summary>Looks at some schedulers by their ids, some hundred a call.</summary>
    /// <returns>Those that exist, in the order of their ids.</returns>
    public async Task<IReadOnlyList<SchedulerSighting>> ReadManyAsync(IEnumerable<string> schedulerIds, CancellationToken cancellationToken = default)
    {
        var seen = new List<SchedulerSighting>();
        foreach (var part in schedulerIds.Chunk(ReadsPerCall))
        {
            seen.AddRange(await SchedulerReads.ReadAsync(_connection.Lua, _keys, part, cancellationToken).ConfigureAwait(false));
        }

        return seen;
    }

    /// <summary>Creates or changes schedulers, a hundred a call. Each is atomic by itself, all together are not.</summary>
    /// <returns>What became of each, in order.</returns>
    /// <exception cref="FormatException">A pattern or time zone is not valid; nothing of that hundred was sent.</exception>
    /// <exception cref="ArgumentException">A schedule contradicts itself or an option is not allowed; nothing of that hundred was sent.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer; those of earlier calls are written.</exception>
    public async Task<IReadOnlyList<SchedulerUpsertOutcome>> UpsertManyAsync(IEnumerable<SchedulerUpsert> upserts, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<SchedulerUpsertOutcome>();
        foreach (var part in upserts.Chunk(WritesPerCall))
        {
            var now = _connection.Clock.NowMilliseconds();
            var prepared = part.Select(upsert => Prepare(upsert, now)).ToList();
            var items = prepared.OfType<AddJobSchedulers.Item>().ToList();
            var codes = items.Count == 0
                ? []
                : await AddJobSchedulers.RunAsync(_connection.Lua, _keys, now, items, cancellationToken).ConfigureAwait(false);
            var next = 0;
            outcomes.AddRange(prepared.Select(item => item is null ? SchedulerUpsertOutcome.NoFurtherDate : Outcome(codes[next++])));
        }

        return outcomes;
    }

    /// <summary>Removes schedulers and their delayed jobs, some hundred a call; jobs already in line or running are left alone.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveManyAsync(IEnumerable<string> schedulerIds, CancellationToken cancellationToken = default)
    {
        var removed = 0;
        foreach (var part in schedulerIds.Chunk(ReadsPerCall))
        {
            removed += await RemoveJobSchedulers.RunAsync(_connection.Lua, _keys, part, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>
    /// Looks through the delayed jobs, some hundred a call, for those that their schedulers no longer count on. Jobs that have been started and
    /// wait for another attempt are none.
    /// </summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<StraySchedulerJob> StrayJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var cursor = "0";
        do
        {
            (cursor, var found) = await StrayIterations.FindAsync(_connection.Lua, _keys, cursor, ReadsPerCall, cancellationToken).ConfigureAwait(false);
            foreach (var job in found)
            {
                yield return job;
            }
        }
        while (cursor != "0");
    }

    /// <summary>Removes jobs that <see cref="StrayJobsAsync"/> found, where they are stray still.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveStrayJobsAsync(IEnumerable<string> jobIds, CancellationToken cancellationToken = default)
    {
        var removed = 0;
        foreach (var part in jobIds.Chunk(ReadsPerCall))
        {
            removed += await StrayIterations.RemoveAsync(_connection.Lua, _keys, part, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private static SchedulerUpsertOutcome Outcome(long code) => code switch
    {
        1 => SchedulerUpsertOutcome.Written,
        0 => SchedulerUpsertOutcome.Unexpected,
        _ => SchedulerUpsertOutcome.SlotTaken,
    };

    /// <summary>Null where there is no time to come.</summary>
    private AddJobSchedulers.Item? Prepare(SchedulerUpsert upsert, long now)
    {
        ArgumentException.ThrowIfNullOrEmpty(upsert.SchedulerId);
        var schedule = upsert.Schedule;
        if (schedule.Limit < 1 || (schedule.EndDate is { } end && end.ToUnixTimeMilliseconds() < now))
        {
            return null;
        }

        Check(schedule, now);
        var template = upsert.Template ?? new JobTemplate();
        var options = Cleared(template.Options);
        var after = Math.Max(now, upsert.After?.ToUnixTimeMilliseconds() ?? now);
        return SchedulerIteration.First(upsert.SchedulerId, schedule, options, now, after) is { } first
            ? new AddJobSchedulers.Item(
                first, upsert.Expected.Seen, SchedulerPacker.PackRecord(template.Name ?? upsert.SchedulerId, schedule), DataOf(template.Data),
                JobOptionsPacker.Pack(options, defaultAttempts: false, more: 0, finish: null), upsert.WithJob is { } job ? Prepare(job, now) : null)
            : null;
    }

    private NewJob Prepare(JobToAdd job, long now)
    {
        var data = DataOf(job.Data);
        var options = job.Options ?? _options.DefaultJobOptions;
        JobOptionsRules.Check(options, data.Length);
        return new NewJob(options.JobId ?? "", job.Name, data, options, options.Timestamp?.ToUnixTimeMilliseconds() ?? now);
    }
}
