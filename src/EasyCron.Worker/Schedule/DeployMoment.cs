using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EasyCron.Storage;
using EasyCron.Worker.Runs;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// The moment of a deployment, from which the ids of its runs follow. Second and millisecond of it are a fingerprint of DEPLOY_ID, so that should
/// Redis forget the moment, it can be found again by asking PostgreSQL for the runs of each minute in question.
/// </summary>
internal static class DeployMoment
{
    /// <summary>How far back a forgotten moment is searched for, which is as long as Redis remembers one.</summary>
    public static readonly Duration Remembered = Duration.FromDays(90);

    private const long Minute = 60_000;
    private const int IdsPerQuestion = 5_000;

    /// <summary>The moment of a deployment that happens now: at most a minute ago.</summary>
    public static Instant At(string deployId, Instant now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var fingerprint = Fingerprint(deployId);
        return Instant.FromUnixTimeMilliseconds(milliseconds - Mod(milliseconds - fingerprint, Minute));
    }

    /// <summary>Searches PostgreSQL for a run of the deployment.</summary>
    /// <param name="jobIds">Jobs that ran after it, if it happened; a few are enough.</param>
    /// <returns>The latest moment; null where there is no such run.</returns>
    public static async Task<Instant?> FindAsync(
        JobRunRepository runs, string deployId, IReadOnlyCollection<string> jobIds, Instant now, CancellationToken cancellationToken)
    {
        var latest = At(deployId, now);
        var minutes = Enumerable.Range(0, (int)Remembered.TotalMinutes).Select(back => latest - Duration.FromMinutes(back));
        foreach (var part in minutes.SelectMany(_ => jobIds, (at, jobId) => (Id: OccurrenceId.Of(RunTrigger.Deploy, jobId, at), At: at)).Chunk(IdsPerQuestion))
        {
            var byId = part.Where(one => one.Id is not null).ToDictionary(one => one.Id ?? "", one => one.At);
            var found = await runs.ListExistingAsync(byId.Keys, cancellationToken);
            if (found.Count > 0)
            {
                return found.Max(id => byId[id]);
            }
        }

        return null;
    }

    private static long Fingerprint(string deployId) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(deployId))) % Minute;

    private static long Mod(long number, long by) => ((number % by) + by) % by;
}
