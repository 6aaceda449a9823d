using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Settings;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// Runs every enabled job with <c>runOnDeploy</c> once for each deployment and the whole fleet, however many instances start and however often. A job
/// that is enabled later waits for the next deployment.
/// </summary>
/// <remarks>
/// A ledger in Redis holds each deployment's moment and whether its runs have been added. The ids of the runs follow from job and moment, so adding
/// them twice changes nothing. Where Redis has forgotten all deployments, the moment is looked up in PostgreSQL (<see cref="DeployMoment"/>), so that
/// neither a crash loop nor a flushed Redis calls anybody's URL again.
/// </remarks>
internal sealed partial class DeployRuns(
    JobRepository jobs, JobRunRepository runs, Queue queue, QueueConnection connection, WorkerSettings settings, TimeProvider clock, ILogger<DeployRuns> logger)
{
    private const int AtOnce = 500;
    private const int AskedInSearch = 5;

    private static readonly TimeSpan Refreshed = TimeSpan.FromMinutes(10);
    private static readonly RedisScript Note = EmbeddedScripts.Get("Schedule/noteDeploy");

    // DEPLOY_ID may be any text.
    private readonly string _field = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.DeployId)).AsSpan(0, 8));
    private readonly string _key = ScheduleKeys.Of(queue.Name, "deploys");
    private Instant? _moment;
    private long _notedAt;

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Makes sure that the runs of this deployment have been added. Costs nothing once they are.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_moment is { } known)
        {
            if (clock.GetElapsedTime(_notedAt) >= Refreshed)
            {
                await NoteAsync(known, isAdded: true, cancellationToken);
            }

            return;
        }

        var ledger = await NoteAsync(null, isAdded: false, cancellationToken);
        if (!ledger.IsAdded)
        {
            var ids = await jobs.ListEnabledAsync(cancellationToken).Where(job => job.RunOnDeploy).ToListAsync(cancellationToken);
            ledger = ledger.Moment is null ? await NoteAsync(await FindMomentAsync(ledger, ids, cancellationToken), isAdded: false, cancellationToken) : ledger;
            var moment = ledger.Moment ?? throw new InvalidOperationException("The ledger of deployments did not keep what was written to it.");
            var added = await AddAsync(ids, moment, cancellationToken);
            ledger = await NoteAsync(moment, isAdded: true, cancellationToken);
            LogAdded(logger, added, settings.DeployId);
        }

        _moment = ledger.Moment;
    }

    private async Task<Instant> FindMomentAsync(Ledger ledger, IReadOnlyList<ScheduledJob> due, CancellationToken cancellationToken)
    {
        var found = ledger.IsBlank
            ? await DeployMoment.FindAsync(runs, settings.DeployId, [.. due.Take(AskedInSearch).Select(job => job.Id)], Now, cancellationToken)
            : null;
        return found ?? DeployMoment.At(settings.DeployId, Now);
    }

    private async Task<int> AddAsync(IReadOnlyList<ScheduledJob> due, Instant moment, CancellationToken cancellationToken)
    {
        var at = moment.ToDateTimeOffset();
        var added = 0;
        foreach (var part in due.Where(job => !(at < job.StartAt) && !(at > job.EndAt)).Chunk(AtOnce))
        {
            var runIds = part.ToDictionary(job => job.Id, job => OccurrenceId.Of(RunTrigger.Deploy, job.Id, moment));
            var ran = await runs.ListExistingAsync([.. runIds.Values.OfType<string>()], cancellationToken);
            var requests = part.Where(job => runIds[job.Id] is not { } id || !ran.Contains(id)).Select(job => OccurrenceRequest.Of(RunTrigger.Deploy, job.Id, moment));
            added += (await queue.AddManyAsync(requests.OfType<JobToAdd>(), cancellationToken)).Count(job => job.Created);
        }

        return added;
    }

    /// <summary>Reads the ledger, after writing into it what is known and not in it yet.</summary>
    private async Task<Ledger> NoteAsync(Instant? moment, bool isAdded, CancellationToken cancellationToken)
    {
        object[] arguments = [_field, moment is { } at ? at.ToUnixTimeMilliseconds() : "", isAdded ? 1 : 0, (long)DeployMoment.Remembered.TotalSeconds];
        var answer = (await connection.RunAsync(Note, [_key], arguments, cancellationToken)).Items;
        _notedAt = clock.GetTimestamp();
        return new Ledger(
            answer[0].Text is { } text ? Instant.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture)) : null, answer[1].Number == 1, answer[2].Number == 1);
    }

    /// <param name="Moment">The deployment's moment; null while it has none.</param>
    /// <param name="IsAdded">Whether its runs have been added.</param>
    /// <param name="IsBlank">Whether there was no ledger at all.</param>
    private readonly record struct Ledger(Instant? Moment, bool IsAdded, bool IsBlank);

    [LoggerMessage(340, LogLevel.Information, "Deployment {DeployId}: {Count} jobs with runOnDeploy are run once.")]
    private static partial void LogAdded(ILogger logger, int count, string deployId);
}
