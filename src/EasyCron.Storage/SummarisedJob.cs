namespace EasyCron.Storage;

/// <summary>What a daily summary needs to know of a job.</summary>
public sealed record SummarisedJob
{
    /// <summary>The row's key.</summary>
    public required string Id { get; init; }

    /// <summary>The team that owns the job.</summary>
    public required string TeamId { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The time zone's id.</summary>
    public required string Timezone { get; init; }

    /// <summary>JSON: mail addresses.</summary>
    public string? NotificationRecipients { get; init; }

    internal static SummarisedJob Read(Row row) =>
        new() { Id = row.Text(), TeamId = row.Text(), Name = row.Text(), Timezone = row.Text(), NotificationRecipients = row.TextOrNull() };
}
