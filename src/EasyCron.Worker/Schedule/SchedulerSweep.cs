using System.Text.RegularExpressions;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>Looks at the schedulers in Redis, in bulk, and plans what is to be done about them. It changes nothing.</summary>
internal sealed partial class SchedulerSweep(QueueSchedulers schedulers, ScheduleIndex index, JobRunRepository runs, TimeProvider clock)
{
    private int _sighting;

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Looks at all schedulers.</summary>
    /// <param name="wasAway">Whether no worker was there for a while, so that jobs that are overdue have been missed.</param>
    /// <param name="progress">Called after each part.</param>
    public async Task<PassPlan> LookAtAllAsync(bool wasAway, Func<Task> progress, CancellationToken cancellationToken)
    {
        var plan = new PassPlan();
        _sighting++;
        await foreach (var page in schedulers.ScanAsync(cancellationToken))
        {
            foreach (var seen in page)
            {
                Consider(plan, seen, wasAway);
            }

            await progress();
        }

        PlanAbsent(plan, index.Entries);
        await SettleAsync(plan, wasAway, cancellationToken);
        return plan;
    }

    /// <summary>Looks at the schedulers of some enabled jobs.</summary>
    public async Task<PassPlan> LookAtAsync(IReadOnlyCollection<ScheduleEntry> entries, CancellationToken cancellationToken)
    {
        var plan = new PassPlan();
        _sighting++;
        foreach (var seen in await schedulers.ReadManyAsync(entries.Select(entry => entry.JobId), cancellationToken))
        {
            Consider(plan, seen, wasAway: false);
        }

        PlanAbsent(plan, entries);
        await SettleAsync(plan, wasAway: false, cancellationToken);
        return plan;
    }

    private void Consider(PassPlan plan, SchedulerSighting seen, bool wasAway)
    {
        plan.Delayed += seen.CurrentJob == SchedulerJobPlace.Delayed ? 1 : 0;
        if (index.Find(seen.Id) is not { } entry)
        {
            ConsiderUnknown(plan, seen);
        }
        else if (entry.Sighting != _sighting)
        {
            entry.Sighting = _sighting;
            ConsiderKnown(plan, entry, seen, wasAway);
        }
    }

    private void ConsiderKnown(PassPlan plan, ScheduleEntry entry, SchedulerSighting seen, bool wasAway)
    {
        var isFirstSight = entry.KnownNext is null;
        switch (SchedulerInspector.Inspect(entry, seen, Now))
        {
            case Finding.Unwanted:
                plan.Removals.Add((entry.JobId, null));
                break;
            case Finding.Overdue:
                entry.KnownNext = (long)seen.Next;
                PlanOverdue(plan, entry, seen, wasAway);
                break;
            case Finding.InDoubt:
                plan.Doubts.Add((entry, seen));
                break;
            case Finding.LeavesOut:
                plan.Gaps.Add((entry, seen));
                break;
            case Finding.NoNextJob:
                PlanRevival(plan, entry, seen);
                break;
            case Finding.WrongTime:
                plan.Rewrite(entry, seen, RepairKind.WrongTime, mayHaveMissed: false);
                break;
            case Finding.Stale:
                plan.Rewrite(entry, seen, isFirstSight ? null : RepairKind.Stale, mayHaveMissed: isFirstSight);
                break;
            case Finding.Malformed:
                plan.Rewrite(entry, seen, RepairKind.Malformed, mayHaveMissed: true);
                break;
            default:
                entry.KnownNext = (long)seen.Next;
                entry.StuckAt = null;
                break;
        }
    }

    private static void ConsiderUnknown(PassPlan plan, SchedulerSighting seen)
    {
        if (seen.Record is null)
        {
            if (OldKey().Match(seen.Id) is { Success: true } old)
            {
                plan.Legacy.Add((seen, old.Groups["name"].Value == old.Groups["id"].Value ? old.Groups["name"].Value : ""));
                return;
            }

            // Nothing can come of a member without a record; BullMQ 6 removes such ones too when it lists schedulers.
            plan.Removals.Add((seen.Id, RepairKind.Malformed));
        }
        else if (seen.Record.IterationCount is null && HashedKey().IsMatch(seen.Id))
        {
            plan.Legacy.Add((seen, seen.Record.Name));
        }
        else if (SchedulerInspector.IsOurs(seen))
        {
            plan.Orphans.Add(seen.Id);
        }
        else
        {
            plan.Foreign++;
        }
    }

    private void PlanAbsent(PassPlan plan, IEnumerable<ScheduleEntry> entries)
    {
        var now = Now;
        foreach (var entry in entries)
        {
            if (entry.Sighting == _sighting || entry.Timetable?.NextAfter(now) is null)
            {
                continue;
            }

            var known = entry.KnownNext is { } next ? Instant.FromUnixTimeMilliseconds(next) : (Instant?)null;
            plan.Writes.Add(new PlannedWrite
            {
                Entry = entry,
                Expected = SchedulerExpectation.Absent,
                Repair = known is null ? null : RepairKind.Missing,
                MayHaveMissed = known is null || known <= now,
                MissedSince = known,
            });
        }
    }

    private static void PlanOverdue(PassPlan plan, ScheduleEntry entry, SchedulerSighting seen, bool wasAway)
    {
        if (wasAway)
        {
            plan.Writes.Add(new PlannedWrite
            {
                Entry = entry,
                Expected = SchedulerExpectation.NextAt(seen.Next),
                MayHaveMissed = true,
                MissedSince = Instant.FromUnixTimeMilliseconds((long)seen.Next),
                IsOverdue = true,
            });
        }
    }

    private void PlanRevival(PassPlan plan, ScheduleEntry entry, SchedulerSighting seen)
    {
        var next = Instant.FromUnixTimeMilliseconds((long)seen.Next);
        if (entry.Timetable?.NextAfter(Now) is null)
        {
            plan.Removals.Add((entry.JobId, null));
        }
        else
        {
            var missedSince = seen.CurrentJob == SchedulerJobPlace.Missing ? next : next + Duration.FromMilliseconds(1);
            plan.Rewrite(entry, seen, RepairKind.NoNextJob, mayHaveMissed: missedSince <= Now, missedSince);
        }
    }

    private async Task SettleAsync(PassPlan plan, bool wasAway, CancellationToken cancellationToken)
    {
        if (plan.Doubts.Count > 0)
        {
            await SettleDoubtsAsync(plan, wasAway, cancellationToken);
        }

        if (plan.Gaps.Count > 0)
        {
            await SettleGapsAsync(plan, cancellationToken);
        }
    }

    private async Task SettleDoubtsAsync(PassPlan plan, bool wasAway, CancellationToken cancellationToken)
    {
        var inLine = await schedulers.JobsInLineAsync(cancellationToken);
        List<(ScheduleEntry Entry, SchedulerSighting Seen)> lost = [];
        foreach (var (entry, seen) in plan.Doubts)
        {
            var jobId = seen.Record?.CurrentJobId ?? "";
            var isLate = Instant.FromUnixTimeMilliseconds((long)seen.Next) <= Now;
            if (inLine.Waiting.Contains(jobId))
            {
                PlanOverdue(plan, entry, seen, wasAway && isLate);
            }
            else if (!inLine.Active.Contains(jobId))
            {
                lost.Add((entry, seen));
            }
            else if (isLate && entry.StuckAt == (long)seen.Next)
            {
                // Whoever runs it should have made the next one before; two looks at it are enough.
                plan.Rewrite(entry, seen with { CurrentJob = SchedulerJobPlace.Finished }, RepairKind.NoNextJob, mayHaveMissed: true, Instant.FromUnixTimeMilliseconds((long)seen.Next + 1));
            }
            else
            {
                entry.StuckAt = (long)seen.Next;
            }
        }

        // Between the two looks it may have run and the schedule moved on.
        var again = (await schedulers.ReadManyAsync(lost.Select(one => one.Entry.JobId), cancellationToken)).ToDictionary(seen => seen.Id);
        foreach (var (entry, seen) in lost)
        {
            if (again.TryGetValue(entry.JobId, out var now) && now.Next.Equals(seen.Next) && now.CurrentJob is SchedulerJobPlace.Elsewhere or SchedulerJobPlace.Missing)
            {
                PlanRevival(plan, entry, seen with { CurrentJob = SchedulerJobPlace.Missing });
            }
        }
    }

    /// <summary>A time left out is right if it has been run already, for example before the clock was set back; else it must not be left out.</summary>
    private async Task SettleGapsAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        var due = plan.Gaps.ToDictionary(gap => gap.Entry.JobId, gap => OccurrenceId.Of(RunTrigger.Schedule, gap.Entry.JobId, gap.Entry.Timetable?.NextAfter(Now)));
        var ran = await runs.ListExistingAsync([.. due.Values.OfType<string>()], cancellationToken);
        foreach (var (entry, seen) in plan.Gaps)
        {
            if (due[entry.JobId] is { } id && ran.Contains(id))
            {
                entry.KnownNext = (long)seen.Next;
            }
            else
            {
                plan.Rewrite(entry, seen, RepairKind.WrongTime, mayHaveMissed: false);
            }
        }
    }

    // The key of a repeatable job up to early BullMQ 5: name:id:endDate:tz:pattern, the last a cron text or an interval.
    [GeneratedRegex(@"^(?<name>[^:]*):(?<id>[^:]*):\d*:.*:(?:[^:]* [^:]*|\d+)$", RegexOptions.Singleline)]
    private static partial Regex OldKey();

    // The key of a repeatable job of late BullMQ 5: an MD5 sum.
    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex HashedKey();
}
