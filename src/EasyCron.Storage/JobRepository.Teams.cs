namespace EasyCron.Storage;

// A question about teams, for turns that are fair between them.
public sealed partial class JobRepository
{
    // The app's index on team and status answers both ends without reading the table.
    private const string HasSeveralTeams = """
        /* Jobs.HasSeveralTeams */
        select (select min(j."teamId") from "Job" j) is distinct from (select max(j."teamId") from "Job" j)
        """;

    /// <summary>Says whether jobs of more than one team exist.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<bool> HasSeveralTeamsAsync(CancellationToken cancellationToken = default) =>
        _database.QuerySingleAsync(HasSeveralTeams, [], row => row.Flag(), cancellationToken);
}
