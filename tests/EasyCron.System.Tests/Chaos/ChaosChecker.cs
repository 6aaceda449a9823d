using EasyCron.Storage;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Chaos;

/// <summary>Compares what the target saw and what the rows say with what EasyCron promises. Each rule returns the violations it found.</summary>
/// <param name="rows">All rows of "JobRun", after everything has come to rest.</param>
/// <param name="hits">All requests that the target received.</param>
/// <param name="scheduled">The jobs that have a schedule, with how they treat overlaps.</param>
internal sealed class ChaosChecker(IReadOnlyList<RunRow> rows, IReadOnlyList<ReceivedRequest> hits, IReadOnlyDictionary<string, string> scheduled)
{
    private static readonly string[] Triggers = ["schedule", "catchup"];

    private readonly ILookup<string, ReceivedRequest> _hitsOfRun = hits.ToLookup(hit => hit.Header("Idempotency-Key") ?? "");

    /// <summary>Every row of a scheduled job is that of one of its occurrences, and no occurrence has two.</summary>
    public IEnumerable<string> OneRowForAnOccurrence() => rows
        .Where(row => scheduled.ContainsKey(row.JobId))
        .Select(row => (Row: row, At: RunId.ScheduledAt(row.Id)))
        .GroupBy(one => (one.Row.JobId, one.At))
        .SelectMany(occurrence => occurrence.Where(one => Triggers.All(trigger => RunId.ForOccurrence(one.Row.JobId, trigger, one.At ?? default) != one.Row.Id))
            .Select(one => $"{one.Row} is the row of no occurrence")
            .Concat(occurrence.Count() > 1 ? [$"{occurrence.Key} has {occurrence.Count()} rows"] : []));

    /// <summary>
    /// No occurrence is lost: between two occurrences that ran, another is left out only where the earlier one was taken up so late that it had passed by
    /// then, which only a fault brings about. Jobs that skip overlaps, and the one that was switched off for a while, leave out more by right.
    /// </summary>
    public IEnumerable<string> NoneLost() => scheduled
        .Where(job => job.Value != "skip" && job.Key != "switched")
        .SelectMany(job => Pairs([.. rows.Where(row => row.JobId == job.Key).Select(row => (Row: row, At: RunId.ScheduledAt(row.Id)!.Value)).OrderBy(one => one.At)]))
        .SelectMany(pair => LeftOut(pair.First.At, pair.Second.At).Where(at => Began(pair.First.Row) < at)
            .Select(at => $"{pair.First.Row.JobId} was due at {at:HH:mm:ss} and did not run; the one before, due at {pair.First.At:HH:mm:ss}, began at {Began(pair.First.Row):HH:mm:ss.fff}"));

    /// <summary>Each run that went well reached the target, and no run reached it more often than its attempts and the deaths of workers explain.</summary>
    public IEnumerable<string> HitsAreExplained(int kills) => rows.SelectMany(row => (row.State, _hitsOfRun[row.Id].Count()) switch
    {
        ("OK", 0) => [$"{row} went well without a request"],
        var (_, count) when count > row.Attempts + kills => [$"{row} made {count} requests, with {row.Attempts} attempts and {kills} dead workers"],
        _ => Array.Empty<string>(),
    });

    /// <summary>Every request belongs to a row.</summary>
    public IEnumerable<string> HitsHaveRows() => _hitsOfRun.Select(run => run.Key).Except(rows.Select(row => row.Id)).Select(run => $"a request of run {run}, which has no row");

    /// <summary>Runs of a job that does not allow it never overlap at the target.</summary>
    public IEnumerable<string> NoOverlaps() => scheduled
        .Where(job => job.Value != "allow")
        .SelectMany(job => Pairs([.. hits.Where(hit => hit.Path == $"/{job.Key}").OrderBy(hit => hit.ArrivedAt)]))
        .Where(pair => pair.First.Header("Idempotency-Key") != pair.Second.Header("Idempotency-Key") && (pair.First.EndedAt is not { } ended || ended > pair.Second.ArrivedAt))
        .Select(pair => $"{pair.First} was not over ({pair.First.EndedAt:HH:mm:ss.fff}) when {pair.Second} came");

    /// <summary>Nothing is left hanging.</summary>
    public IEnumerable<string> AllHaveEnded() => rows.Where(row => !row.HasEnded).Select(row => $"{row} has not ended");

    /// <summary>Every click made one run.</summary>
    public IEnumerable<string> ClicksRan(int clicks)
    {
        var runs = rows.Count(row => row.JobId == "clicked");
        return runs == clicks ? [] : [$"{clicks} clicks made {runs} runs"];
    }

    // What a moment of the queue's clock means to PostgreSQL's, with its milliseconds.
    private static DateTimeOffset Began(RunRow row) => new DateTimeOffset(row.StartedAt, TimeSpan.Zero).AddMilliseconds(1);

    private static IEnumerable<DateTimeOffset> LeftOut(DateTimeOffset from, DateTimeOffset until)
    {
        for (var at = from.AddSeconds(ChaosSite.Every); at < until; at = at.AddSeconds(ChaosSite.Every))
        {
            yield return at;
        }
    }

    private static IEnumerable<(T First, T Second)> Pairs<T>(IReadOnlyList<T> list) => list.Zip(list.Skip(1));
}
