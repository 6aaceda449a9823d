using EasyCron.BullMq;
using EasyCron.Storage;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// Makes the job schedulers in Redis equal to the enabled jobs in PostgreSQL, which are the truth. One pass at a time; a second pass over an
/// unchanged world writes nothing. Two keepers at once are harmless: every write holds only where the scheduler is still what was seen.
/// </summary>
/// <remarks>
/// A pass: 1. read PostgreSQL into the <see cref="ScheduleIndex"/>; 2. <see cref="SchedulerSweep"/> compares it with Redis and plans;
/// 3. <see cref="CatchUps"/> decides about occurrences that were missed; 4. <see cref="ScheduleWriter"/> and <see cref="LeftoverRemoval"/> act.
/// </remarks>
internal sealed partial class ScheduleKeeper
{
    private readonly JobRepository _jobs;
    private readonly QueueSchedulers _schedulers;
    private readonly CatchUps _catchUps;
    private readonly ClockSense _clocks;
    private readonly TimeProvider _clock;
    private readonly ILogger<ScheduleKeeper> _logger;
    private readonly ScheduleIndex _index = new();
    private readonly SchedulerSweep _sweep;
    private readonly ScheduleWriter _writer;
    private readonly LeftoverRemoval _leftovers;
    private JobWatermark? _since;

    /// <summary>Makes the keeper; nothing is read yet.</summary>
    public ScheduleKeeper(
        JobRepository jobs, JobRunRepository runs, Queue queue, CatchUps catchUps, ClockSense clocks, TimeProvider clock, ILogger<ScheduleKeeper> logger)
    {
        _jobs = jobs;
        _schedulers = queue.Schedulers;
        _catchUps = catchUps;
        _clocks = clocks;
        _clock = clock;
        _logger = logger;
        _sweep = new SchedulerSweep(_schedulers, _index, runs, clock);
        _writer = new ScheduleWriter(_schedulers, clock, logger);
        _leftovers = new LeftoverRemoval(jobs, queue, logger);
    }

    /// <summary>The enabled jobs as PostgreSQL last showed them.</summary>
    public ScheduleIndex Index => _index;

    /// <summary>Compares all jobs with all schedulers.</summary>
    /// <param name="circumstances">What is known about the time before.</param>
    /// <param name="progress">Called now and then, so that a long pass can keep its lease.</param>
    /// <param name="cancellationToken">Ends the pass; what is written stays, and the next pass goes on from there.</param>
    public async Task<KeeperPass> FullPassAsync(PassCircumstances circumstances, Func<Task>? progress = null, CancellationToken cancellationToken = default)
    {
        progress ??= () => Task.CompletedTask;
        var started = _clock.GetTimestamp();
        var tally = new PassTally();
        if (circumstances.HasLostAll)
        {
            tally.Repaired(RepairKind.Flushed, "");
        }

        _since = null;
        var since = await _jobs.WatermarkAsync(cancellationToken);
        var gone = await ListAsync(progress, cancellationToken);
        var plan = await _sweep.LookAtAllAsync(circumstances.WasAway, progress, cancellationToken);
        tally.Foreign = plan.Foreign;
        await _leftovers.RemoveLegacyAsync(plan, _index, tally, cancellationToken);
        await RemoveAsync(plan, gone, tally, progress, cancellationToken);
        await WriteAsync(plan, circumstances.NeverKept, tally, progress, cancellationToken);
        await _leftovers.RemoveStraysAsync(plan, _index, tally, cancellationToken);
        _since = since;
        return Finish(tally, isFull: true, started);
    }

    /// <summary>Looks at what changed in PostgreSQL since the last pass, and at nothing else.</summary>
    /// <returns>What was changed; null where only a full pass can tell.</returns>
    public async Task<KeeperPass?> ChangesPassAsync(Func<Task>? progress = null, CancellationToken cancellationToken = default)
    {
        progress ??= () => Task.CompletedTask;
        var started = _clock.GetTimestamp();
        var asked = _clocks.Begin();
        if (_since is not { } since || await _jobs.ListChangedSinceAsync(since, cancellationToken) is not { } changes)
        {
            return null;
        }

        // What is taken in here and then fails to be written is for a full pass to find.
        _since = null;

        _clocks.Compare("PostgreSQL", asked, changes.ServerTime);
        var tally = new PassTally();
        List<ScheduleEntry> touched = [];
        List<string> ended = [];
        foreach (var job in changes.Changed)
        {
            if (job.Status == JobStatus.Enabled)
            {
                var intake = Take(job);
                if (intake.HasChanged)
                {
                    touched.Add(intake.Entry);
                }
            }
            else if (_index.Remove(job.Id) is not null)
            {
                ended.Add(job.Id);
            }
        }

        if (changes.EnabledCount < _index.Count)
        {
            var enabled = (await _jobs.ListEnabledIdsAsync(cancellationToken)).ToHashSet();
            ended.AddRange(_index.Entries.Select(entry => entry.JobId).Where(id => !enabled.Contains(id)).ToList());
            ended.ForEach(id => _index.Remove(id));
        }
        else if (changes.EnabledCount > _index.Count)
        {
            return null;
        }

        tally.Removed += await RemoveManyAsync(ended, progress, cancellationToken);
        if (touched.Count > 0)
        {
            var plan = await _sweep.LookAtAsync(touched, cancellationToken);
            await RemoveAsync(plan, [], tally, progress, cancellationToken);
            await WriteAsync(plan, neverKept: false, tally, progress, cancellationToken);
            TellNext(touched);
        }

        _since = changes.Watermark;
        return Finish(tally, isFull: false, started);
    }

    /// <summary>Tells how the enabled jobs stand.</summary>
    public KeeperState Describe(KeeperState before)
    {
        var quarantined = _index.Entries
            .Select(entry => (entry.JobId, (entry.Plan as SchedulePlan.Quarantined)?.Reason))
            .Where(job => job.Reason is not null)
            .OrderBy(job => job.JobId, StringComparer.Ordinal)
            .ToList();
        var recurring = _index.Entries.Count(entry => entry.Timetable is not null);
        return before with
        {
            Recurring = recurring,
            Manual = _index.Count - recurring - quarantined.Count,
            QuarantinedCount = quarantined.Count,
            Quarantined = [.. quarantined.Take(KeeperStatus.MostListed).Select(job => new QuarantinedJob(job.JobId, job.Reason ?? ""))],
        };
    }

    private async Task<IReadOnlyList<ScheduleEntry>> ListAsync(Func<Task> progress, CancellationToken cancellationToken)
    {
        const int Part = 5_000;
        var listed = 0;
        _index.BeginListing();
        await foreach (var job in _jobs.ListEnabledAsync(cancellationToken))
        {
            Take(job);
            if (++listed % Part == 0)
            {
                await progress();
            }
        }

        return _index.EndListing();
    }

    private Intake Take(ScheduledJob job)
    {
        var intake = _index.Take(job);
        foreach (var warning in intake.Warnings)
        {
            LogIgnored(job.Id, warning.ToString());
        }

        var before = (intake.Before as SchedulePlan.Quarantined)?.Reason;
        var now = intake.IsSameVersion ? before : (intake.Entry.Plan as SchedulePlan.Quarantined)?.Reason;
        if (now is not null && now != before)
        {
            LogQuarantined(job.Id, now);
        }
        else if (before is not null && now is null)
        {
            LogUnderstood(job.Id);
        }

        return intake;
    }

    /// <summary>A person who has just saved a job wants to know what it means; of a thousand jobs nobody reads it.</summary>
    private void TellNext(List<ScheduleEntry> touched)
    {
        const int MostTold = 20;
        if (touched.Count <= MostTold)
        {
            var now = Instant.FromDateTimeOffset(_clock.GetUtcNow());
            foreach (var entry in touched)
            {
                LogNext(entry.JobId, entry.Timetable is { } timetable ? NextFires.Describe(timetable, entry.Window, now) : "only when asked for");
            }
        }
    }

    private async Task RemoveAsync(PassPlan plan, IReadOnlyList<ScheduleEntry> gone, PassTally tally, Func<Task> progress, CancellationToken cancellationToken)
    {
        foreach (var group in plan.Removals.GroupBy(removal => removal.Repair))
        {
            var ids = group.Select(removal => removal.SchedulerId).ToList();
            var removed = await RemoveManyAsync(ids, progress, cancellationToken);
            if (group.Key is not { } kind)
            {
                tally.Removed += removed;
            }
            else if (removed > 0)
            {
                tally.Repaired(kind, ids[0], removed);
            }
        }

        if (plan.Orphans.Count == 0)
        {
            return;
        }

        // A job may have been enabled, and its scheduler made by another keeper, after the jobs were listed.
        var enabled = (await _jobs.ListEnabledIdsAsync(cancellationToken)).ToHashSet();
        var ended = gone.Select(entry => entry.JobId).ToHashSet();
        var orphans = plan.Orphans.Where(id => !enabled.Contains(id)).ToLookup(ended.Contains);
        tally.Removed += await RemoveManyAsync([.. orphans[true]], progress, cancellationToken);
        if (await RemoveManyAsync([.. orphans[false]], progress, cancellationToken) is > 0 and var count)
        {
            tally.Repaired(RepairKind.Orphan, orphans[false].First(), count);
        }
    }

    private async Task<int> RemoveManyAsync(IReadOnlyList<string> ids, Func<Task> progress, CancellationToken cancellationToken)
    {
        const int Part = 2_000;
        var removed = 0;
        foreach (var part in ids.Chunk(Part))
        {
            removed += await _schedulers.RemoveManyAsync(part, cancellationToken);
            await progress();
        }

        return removed;
    }

    private async Task WriteAsync(PassPlan plan, bool neverKept, PassTally tally, Func<Task> progress, CancellationToken cancellationToken)
    {
        var writes = await _catchUps.DecideAsync(plan.Writes, neverKept, cancellationToken);
        await _writer.WriteAsync(writes, tally, progress, cancellationToken);
    }

    private KeeperPass Finish(PassTally tally, bool isFull, long started)
    {
        foreach (var (kind, count, examples) in tally.Repairs)
        {
            LogRepaired(count, kind.Text(), examples);
        }

        var pass = tally.ToPass(isFull, _index.Count, _clock.GetElapsedTime(started));
        if (pass.Added + pass.Updated + pass.Removed + pass.CaughtUp > 0)
        {
            LogChanged(pass.Added, pass.Updated, pass.Removed, pass.CaughtUp, pass.Jobs);
        }

        return pass;
    }
}

/// <summary>What is known about the time before a full pass.</summary>
/// <param name="WasAway">No worker was there for a while, or the clock jumped: what is overdue was missed.</param>
/// <param name="NeverKept">Neither Redis nor this process knows of an earlier keeper.</param>
/// <param name="HasLostAll">Redis has lost what this process kept in it.</param>
internal readonly record struct PassCircumstances(bool WasAway = false, bool NeverKept = false, bool HasLostAll = false);
