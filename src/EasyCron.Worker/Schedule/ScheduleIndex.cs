using EasyCron.Storage;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// The enabled jobs as PostgreSQL last showed them. It lives in memory only and is made anew from a listing at any time.
/// </summary>
internal sealed class ScheduleIndex
{
    private readonly SchedulePlanner _planner = new();
    private readonly Dictionary<string, ScheduleEntry> _entries = new(StringComparer.Ordinal);
    private int _listing;

    /// <summary>How many jobs are enabled.</summary>
    public int Count => _entries.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<ScheduleEntry> Entries => _entries.Values;

    /// <summary>Finds a job; null where it is not enabled.</summary>
    public ScheduleEntry? Find(string jobId) => _entries.GetValueOrDefault(jobId);

    /// <summary>Begins to list all enabled jobs.</summary>
    public void BeginListing() => _listing++;

    /// <summary>Takes in an enabled job's row.</summary>
    public Intake Take(ScheduledJob job)
    {
        var entry = _entries.GetValueOrDefault(job.Id);
        if (entry is not null && entry.Version == job.Version)
        {
            entry.Listing = _listing;
            return new Intake(entry, IsSameVersion: true, HasChanged: false, entry.Plan, []);
        }

        var isNew = entry is null;
        entry ??= _entries[job.Id] = new ScheduleEntry(job.Id);
        entry.Listing = _listing;
        var before = isNew ? null : entry.Plan;
        var window = RunWindow.From(job);
        var hasChanged = entry.Update(job, _planner.Plan(job), window);
        return new Intake(entry, IsSameVersion: false, isNew || hasChanged, before, window.Warnings);
    }

    /// <summary>Forgets a job.</summary>
    /// <returns>It, or null where it was not known.</returns>
    public ScheduleEntry? Remove(string jobId) => _entries.Remove(jobId, out var entry) ? entry : null;

    /// <summary>Ends the listing: jobs that were not in it are forgotten.</summary>
    public IReadOnlyList<ScheduleEntry> EndListing()
    {
        List<ScheduleEntry> gone = [.. _entries.Values.Where(entry => entry.Listing != _listing)];
        foreach (var entry in gone)
        {
            _entries.Remove(entry.JobId);
        }

        return gone;
    }
}

/// <summary>What a row was to the index.</summary>
/// <param name="Entry">The job.</param>
/// <param name="IsSameVersion">Whether it was known just so.</param>
/// <param name="HasChanged">Whether what is stored in Redis has to be another.</param>
/// <param name="Before">The plan it had; null for a new one.</param>
/// <param name="Warnings">Columns that were not understood and are ignored.</param>
internal readonly record struct Intake(ScheduleEntry Entry, bool IsSameVersion, bool HasChanged, SchedulePlan? Before, IReadOnlyList<FieldFault> Warnings);
