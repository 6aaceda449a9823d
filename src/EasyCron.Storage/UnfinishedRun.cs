namespace EasyCron.Storage;

/// <summary>A run that has not ended, with what tells how long it may still take.</summary>
public sealed record UnfinishedRun
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary><see cref="RunState.Running"/> or <see cref="RunState.Queued"/>.</summary>
    public required RunState State { get; init; }

    /// <summary>When it began, or was queued.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How many attempts were begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>The job's limit for a whole run, in milliseconds, as the user left it.</summary>
    public required int JobTimeout { get; init; }

    internal static UnfinishedRun Read(Row row) =>
        new()
        {
            Id = row.Text(),
            JobId = row.Text(),
            State = row.Label(RunState.Other),
            StartedAt = row.Instant(),
            Attempts = row.Int(),
            JobTimeout = row.Int(),
        };
}
