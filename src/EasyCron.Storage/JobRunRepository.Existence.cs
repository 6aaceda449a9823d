using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <content>Questions about many runs at once.</content>
public sealed partial class JobRunRepository
{
    private const string ListExisting = """
        /* JobRuns.ListExisting */
        select r.id from "JobRun" r where r.id = any(@ids)
        """;

    /// <summary>Finds out which of some runs exist, in whatever state.</summary>
    /// <param name="ids">The runs' ids; a few thousand at a time.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<IReadOnlySet<string>> ListExistingAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
        ids.Count == 0
            ? new HashSet<string>()
            : (await _database.QueryAsync(ListExisting, [Texts("ids", ids)], row => row.Text(), cancellationToken).ConfigureAwait(false)).ToHashSet();

    private const string ListJobsThatRan = """
        /* JobRuns.ListJobsThatRan */
        select asked.id from unnest(@jobIds::text[]) as asked(id)
        where exists (select 1 from "JobRun" r where r."jobId" = asked.id)
        """;

    /// <summary>Finds out which of some jobs have any run at all, whoever made it.</summary>
    /// <param name="jobIds">The jobs' ids; a few thousand at a time.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<IReadOnlySet<string>> ListJobsThatRanAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellationToken = default) =>
        jobIds.Count == 0
            ? new HashSet<string>()
            : (await _database.QueryAsync(ListJobsThatRan, [Texts("jobIds", jobIds)], row => row.Text(), cancellationToken).ConfigureAwait(false)).ToHashSet();
}
