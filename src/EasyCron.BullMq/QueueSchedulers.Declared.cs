using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq;

/// <content>All schedulers of a queue as one application declares them.</content>
public sealed partial class QueueSchedulers
{
    /// <summary>
    /// Makes the queue's schedulers equal to those given: writes the ones that are missing, differ, or have no next job any more, leaves the
    /// others alone, and removes all that are not given. The same call twice changes nothing, and several processes may make it at once.
    /// </summary>
    /// <param name="wanted">All schedulers the queue shall have; an id may stand there once.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>What was changed.</returns>
    /// <exception cref="FormatException">A pattern or time zone is not valid; nothing was changed.</exception>
    /// <exception cref="ArgumentException">A schedule contradicts itself, an option is not allowed, or an id stands there twice; nothing was changed.</exception>
    public async Task<SchedulerChanges> DeclareAsync(IReadOnlyCollection<SchedulerUpsert> wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var missing = new Dictionary<string, SchedulerUpsert>(StringComparer.Ordinal);
        foreach (var upsert in wanted)
        {
            // Preparing checks it; what is written later is prepared then, with the time of then.
            _ = Prepare(upsert, _connection.Clock.NowMilliseconds());
            if (!missing.TryAdd(upsert.SchedulerId, upsert))
            {
                throw new ArgumentException($"The scheduler \"{upsert.SchedulerId}\" is declared twice.", nameof(wanted));
            }
        }

        var declared = missing.Keys.ToHashSet(StringComparer.Ordinal);
        var unlisted = new HashSet<string>(StringComparer.Ordinal);
        var writes = new List<SchedulerUpsert>();
        var unsure = new List<(SchedulerUpsert Wanted, SchedulerSighting Seen)>();
        await foreach (var page in ScanAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var sighting in page)
            {
                if (!declared.Contains(sighting.Id))
                {
                    unlisted.Add(sighting.Id);
                }
                else if (missing.Remove(sighting.Id, out var upsert) && !Stands(upsert, sighting))
                {
                    writes.Add(Instead(upsert, sighting));
                }
                else if (upsert is not null && sighting.CurrentJob == SchedulerJobPlace.Elsewhere)
                {
                    unsure.Add((upsert, sighting));
                }
            }
        }

        if (unsure.Count > 0)
        {
            var line = await JobsInLineAsync(cancellationToken).ConfigureAwait(false);
            writes.AddRange(unsure.Where(one => !IsIn(line, one.Seen)).Select(one => Instead(one.Wanted, one.Seen)));
        }

        writes.AddRange(missing.Values.Select(upsert => upsert with { Expected = SchedulerExpectation.Absent }));
        var outcomes = await UpsertManyAsync(writes, cancellationToken).ConfigureAwait(false);
        await RemoveManyAsync(unlisted, cancellationToken).ConfigureAwait(false);
        return new SchedulerChanges(
            [.. writes.Zip(outcomes).Where(pair => pair.Second == SchedulerUpsertOutcome.Written).Select(pair => pair.First.SchedulerId)],
            [.. unlisted],
            [.. writes.Zip(outcomes).Where(pair => pair.Second is SchedulerUpsertOutcome.SlotTaken or SchedulerUpsertOutcome.NoFurtherDate).Select(pair => (pair.First.SchedulerId, pair.Second))]);
    }

    /// <summary>To be written unless the scheduler has gone on meanwhile, and so is alive.</summary>
    private static SchedulerUpsert Instead(SchedulerUpsert wanted, SchedulerSighting seen) => wanted with { Expected = SchedulerExpectation.NextAt(seen.Next) };

    private static bool IsIn(SchedulerJobsInLine line, SchedulerSighting seen)
    {
        var jobId = $"repeat:{seen.Id}:{(long)seen.Next}";
        return line.Waiting.Contains(jobId) || line.Active.Contains(jobId);
    }

    /// <summary>Whether a scheduler is as wanted and will go on by itself.</summary>
    private bool Stands(SchedulerUpsert wanted, SchedulerSighting sighting)
    {
        if (sighting is not { Record: { IterationCount: not null } record, CurrentJob: not (SchedulerJobPlace.Missing or SchedulerJobPlace.Finished) })
        {
            return false;
        }

        var template = wanted.Template ?? new JobTemplate();
        var (asked, stored) = (wanted.Schedule, record.Schedule);
        return record.Name == (template.Name ?? wanted.SchedulerId)
            && (asked.Pattern, asked.TimeZone, asked.Every, asked.Limit) == (stored.Pattern, stored.TimeZone, stored.Every, stored.Limit)
            && Millis(asked.StartDate) == Millis(stored.StartDate) && Millis(asked.EndDate) == Millis(stored.EndDate)
            && (asked.Offset is null || asked.Every is null || asked.Offset == stored.Offset)
            && DataOf(template.Data).AsSpan().SequenceEqual(record.DataJson is null ? JobRecord.EmptyObject : System.Text.Encoding.UTF8.GetBytes(record.DataJson))
            && Packed(Cleared(template.Options)).AsSpan().SequenceEqual(StoredOptions(record));
    }

    private static byte[] StoredOptions(JobScheduler record)
    {
        try
        {
            return Packed(record.OptionsJson is null ? JobOptions.Default : JobOptionsJson.Parse(System.Text.Encoding.UTF8.GetBytes(record.OptionsJson)));
        }
        catch (System.Text.Json.JsonException)
        {
            // Options nobody can read are not those wanted.
            return [];
        }
    }

    private static byte[] Packed(JobOptions options) => JobOptionsPacker.Pack(options, defaultAttempts: false, more: 0, finish: null);

    private static long? Millis(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();
}
