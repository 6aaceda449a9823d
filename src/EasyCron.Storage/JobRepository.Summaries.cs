namespace EasyCron.Storage;

public sealed partial class JobRepository
{
    private const string ListSummarised = """
        /* Jobs.ListSummarised */
        select j.id, j."teamId", j.name, j.timezone, j."notificationRecipients"::text as "notificationRecipients"
        from "Job" j
        where j.status = 'ENABLED' and j."notificationDailySummary"
        order by j.id
        """;

    /// <summary>Reads all enabled jobs whose owners want a daily summary.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<IReadOnlyList<SummarisedJob>> ListSummarisedAsync(CancellationToken cancellationToken = default) =>
        _database.QueryAsync(ListSummarised, [], SummarisedJob.Read, cancellationToken);
}
