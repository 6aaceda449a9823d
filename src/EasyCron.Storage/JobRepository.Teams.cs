namespace EasyCron.Storage;

// Questions about teams, for turns that are fair between them.
public sealed partial class JobRepository
{
    private const string ListTeams = """
        /* Jobs.ListTeams */
        select j.id, j."teamId" from "Job" j where j.id = any(@ids)
        """;

    /// <summary>Finds out to which teams some jobs belong.</summary>
    /// <param name="ids">The jobs' ids, up to a few thousand at once; text that no id can have is no job.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The team by the job's id; jobs that do not exist are left out.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ListTeamsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var args = new { ids = ids.Where(StoredText.IsStorable).ToArray() };
        var rows = await _database.QueryAsync<(string Id, string TeamId)>(ListTeams, args, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id, row => row.TeamId);
    }

    // The app's index on team and status answers both ends without reading the table.
    private const string HasSeveralTeams = """
        /* Jobs.HasSeveralTeams */
        select (select min(j."teamId") from "Job" j) is distinct from (select max(j."teamId") from "Job" j)
        """;

    /// <summary>Says whether jobs of more than one team exist.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<bool> HasSeveralTeamsAsync(CancellationToken cancellationToken = default) =>
        _database.QuerySingleAsync<bool>(HasSeveralTeams, null, cancellationToken);
}
