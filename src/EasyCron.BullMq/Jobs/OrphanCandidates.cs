using System.Runtime.CompilerServices;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Jobs;

/// <summary>Finds the ids of what looks like a job among the keys of a queue.</summary>
/// <remarks>
/// The jobs of schedulers and ids with colons are never candidates, as in BullMQ: their keys cannot be told from others. Keys that
/// are not a job's (no <c>name</c>), and locks, which expire by themselves, are left alone too.
/// </remarks>
internal static class OrphanCandidates
{
    private static readonly HashSet<string> QueueParts = new(StringComparer.Ordinal)
    {
        "", "active", "wait", "waiting-children", "paused", "id", "delayed", "prioritized", "stalled-check", "completed", "failed", "stalled", "repeat",
        "limiter", "meta", "events", "pc", "marker", "de", "dn", "metrics", "delay", "priority",
    };

    /// <summary>Pages of ids; an id may come twice.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> FindAsync(QueueSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var suffixes in KeyScan.SuffixesAsync(session, cancellationToken).ConfigureAwait(false))
        {
            var ids = suffixes.Select(IdIn).OfType<string>().Distinct().ToList();
            var areJobs = await Task.WhenAll(ids.Select(id => MayBeJobAsync(session, id, cancellationToken))).ConfigureAwait(false);
            List<string> found = [.. ids.Where((_, i) => areJobs[i])];
            if (found.Count > 0)
            {
                yield return found;
            }
        }
    }

    private static string? IdIn(string suffix)
    {
        var colon = suffix.IndexOf(':', StringComparison.Ordinal);
        var id = colon < 0 ? suffix : suffix[..colon];
        var part = colon < 0 ? null : suffix[(colon + 1)..];
        return QueueParts.Contains(id) || (part is not null && (part == "lock" || !JobKey.Parts.Contains(part))) ? null : id;
    }

    /// <summary>Whether the key is a job's hash, or is gone while others of the job are left.</summary>
    private static async Task<bool> MayBeJobAsync(QueueSession session, string id, CancellationToken cancellationToken)
    {
        var key = session.Keys.Job(id);
        return RedisReply.Text(await session.Link.ExecuteAsync("TYPE", [key], cancellationToken).ConfigureAwait(false)) switch
        {
            "none" => true,
            "hash" => RedisReply.Number(await session.Link.ExecuteAsync("HEXISTS", [key, "name"], cancellationToken).ConfigureAwait(false)) == 1,
            _ => false,
        };
    }
}
