using EasyCron.Storage;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// Decides which missed occurrences are made good for. One run for each job, for the latest, and only if PostgreSQL knows of no run of it.
/// </summary>
internal sealed partial class CatchUps(JobRunRepository runs, ScheduleMetrics metrics, TimeProvider clock, CatchUpSettings settings, ILogger<CatchUps> logger)
{
    private const int IdsPerQuestion = 5_000;

    /// <summary>Gives the writes the runs that go with them, and takes those out whose job is late and runs by itself.</summary>
    /// <param name="writes">What is about to be written.</param>
    /// <param name="neverKept">
    /// Whether neither Redis nor this process knows of an earlier keeper. Then a job that has never run counts as new: nothing was missed.
    /// </param>
    /// <returns>The writes that remain.</returns>
    public async Task<IReadOnlyList<PlannedWrite>> DecideAsync(IReadOnlyList<PlannedWrite> writes, bool neverKept, CancellationToken cancellationToken)
    {
        var suspects = writes.Where(write => write.MayHaveMissed).ToList();
        if (suspects.Count == 0)
        {
            return writes;
        }

        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var finder = new MissedOccurrences();
        var missed = new Dictionary<PlannedWrite, Missed>(ReferenceEqualityComparer.Instance);
        suspects.ForEach(write => missed[write] = finder.Find(write.Entry, write.MissedSince, now));
        var candidates = suspects.Where(write => missed[write].Latest is not null).ToList();
        var ran = await FindRunAsync(candidates.Select(write => (write.Entry.JobId, missed[write].Latest)), cancellationToken);
        var known = neverKept ? await FindKnownAsync(candidates, cancellationToken) : null;

        var tally = new Tally();
        List<PlannedWrite> decided = new(writes.Count);
        foreach (var write in writes)
        {
            if (!missed.TryGetValue(write, out var what) || (what.Latest is { } served && ran.Contains((write.Entry.JobId, served))))
            {
                decided.Add(write);
            }
            else if (Decide(write, what, known, tally) is { } kept)
            {
                decided.Add(kept);
            }
        }

        tally.Report(metrics, logger);
        return decided;
    }

    private PlannedWrite? Decide(PlannedWrite write, Missed what, HashSet<string>? known, Tally tally)
    {
        tally.TooOld += what.TooOld;
        if (what.Latest is not { } latest || known?.Contains(write.Entry.JobId) == false || OccurrenceRequest.Of(RunTrigger.CatchUp, write.Entry.JobId, latest) is not { } run)
        {
            return write;
        }

        tally.Superseded += what.Superseded;
        if (!settings.IsOn)
        {
            tally.Off++;
            return write;
        }

        return write.IsOverdue && latest == write.MissedSince ? null : write with { CatchUp = run };
    }

    private async Task<HashSet<(string JobId, Instant At)>> FindRunAsync(IEnumerable<(string JobId, Instant? At)> occurrences, CancellationToken cancellationToken)
    {
        HashSet<(string, Instant)> ran = [];
        foreach (var part in occurrences.Chunk(IdsPerQuestion))
        {
            var byId = new Dictionary<string, (string, Instant)>(part.Length * 2);
            foreach (var (jobId, at) in part)
            {
                foreach (var id in new[] { OccurrenceId.Of(RunTrigger.Schedule, jobId, at), OccurrenceId.Of(RunTrigger.CatchUp, jobId, at) }.OfType<string>())
                {
                    byId[id] = (jobId, at.GetValueOrDefault());
                }
            }

            var found = await runs.ListExistingAsync([.. byId.Keys], cancellationToken);
            ran.UnionWith(found.Select(id => byId[id]));
        }

        return ran;
    }

    private async Task<HashSet<string>> FindKnownAsync(IEnumerable<PlannedWrite> candidates, CancellationToken cancellationToken)
    {
        HashSet<string> known = [];
        foreach (var part in candidates.Select(write => write.Entry.JobId).Chunk(IdsPerQuestion))
        {
            known.UnionWith(await runs.ListJobsThatRanAsync(part, cancellationToken));
        }

        return known;
    }

    /// <summary>What was let go.</summary>
    private sealed class Tally
    {
        public int Superseded { get; set; }

        public int TooOld { get; set; }

        public int Off { get; set; }

        public void Report(ScheduleMetrics metrics, ILogger logger)
        {
            metrics.Missed("superseded", Superseded);
            metrics.Missed("too_old", TooOld);
            metrics.Missed("catchup_off", Off);
            if (Superseded + TooOld + Off > 0)
            {
                LogDropped(logger, Superseded + TooOld + Off, Superseded, TooOld, Off);
            }
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "{Count} missed occurrences are not made good for: {Superseded} because a later one is, {TooOld} because they are older than an hour, {Off} because CATCHUP is none.")]
    private static partial void LogDropped(ILogger logger, int count, int superseded, int tooOld, int off);
}

/// <summary>Whether missed occurrences are made good for.</summary>
/// <param name="IsOn">False drops all of them.</param>
internal sealed record CatchUpSettings(bool IsOn);
