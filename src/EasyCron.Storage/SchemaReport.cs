namespace EasyCron.Storage;

/// <summary>What <see cref="SchemaCheck"/> found.</summary>
/// <param name="Schema">The schema that was looked at.</param>
/// <param name="Problems">Each thing that is missing or different, one sentence each, in a fixed order; empty where all is well.</param>
public sealed record SchemaReport(string Schema, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the worker can work with the database.</summary>
    public bool IsUsable => Problems.Count == 0;

    /// <summary>The whole report as one message of several lines.</summary>
    public override string ToString() =>
        IsUsable
            ? $"The tables in schema \"{Schema}\" fit."
            : $"The tables in schema \"{Schema}\" do not fit:{string.Concat(Problems.Select(problem => $"\n- {problem}"))}\nRun the app's migrations on this database, or correct DATABASE_URL.";
}
