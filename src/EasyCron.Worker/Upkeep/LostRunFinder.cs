using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Upkeep;

/// <summary>
/// Finds runs whose row has not ended although nothing in the queue stands for them any more: their queue job was deleted, or Redis came back without it. A run whose
/// worker died is not among them, for its queue job is still there and will be delivered again. Found runs are handed to the queue to be ended.
/// </summary>
internal sealed class LostRunFinder(RunUpkeep upkeep, RunQueueJobs queueJobs, Queue queue, TimeProvider clock)
{
    /// <summary>How long after the end of its time a running run is left to the worker that may still be at it; and how long a waiting one is left alone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int LookUpsAtOnce = 100;

    /// <summary>Looks once.</summary>
    /// <returns>The runs that were found and handed over.</returns>
    public async Task<IReadOnlyList<LostRun>> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var unfinished = await upkeep.ListUnfinishedAsync(now - Patience, cancellationToken);
        var suspects = unfinished.Where(run => run.State == RunState.Running && now >= EndOfTime(run) + Patience).Concat(FirstInLine(unfinished));
        var found = new List<LostRun>();
        foreach (var part in suspects.Chunk(LookUpsAtOnce))
        {
            var isLost = await Task.WhenAll(part.Select(run => IsLostAsync(run, cancellationToken)));
            found.AddRange(part.Zip(isLost).Where(pair => pair.Second).Select(pair => LostRun.From(pair.First)));
        }

        foreach (var lost in found)
        {
            // In front: where such a run stands in the way of others, they wait for this.
            await queue.AddAsync(lost.JobId, lost, new JobOptions { JobId = lost.QueueJobId, Lifo = true }, cancellationToken);
        }

        return found;
    }

    private static DateTimeOffset EndOfTime(UnfinishedRun run) =>
        run.StartedAt + (run.JobTimeout > 0 ? TimeSpan.FromMilliseconds(run.JobTimeout) : RetryPolicy.DefaultRunTimeout);

    /// <summary>A lost run farther back in a line stands in nobody's way until it is first.</summary>
    private static IEnumerable<UnfinishedRun> FirstInLine(IEnumerable<UnfinishedRun> unfinished) => unfinished
        .Where(run => run.State == RunState.Queued)
        .GroupBy(run => run.JobId, StringComparer.Ordinal)
        .Select(line => line.MinBy(run => run.Id, StringComparer.Ordinal)!); // a group is never empty

    private async Task<bool> IsLostAsync(UnfinishedRun run, CancellationToken cancellationToken) =>
        await queueJobs.FindAsync(run.JobId, run.Id, cancellationToken) is not { } queueJobId
        || await queue.Inspect.StateAsync(queueJobId, cancellationToken) is JobState.Unknown or JobState.Completed or JobState.Failed;
}
