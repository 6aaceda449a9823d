namespace EasyCron.BullMq;

/// <summary>What a scheduler's jobs look like.</summary>
public sealed record JobTemplate
{
    /// <summary>The jobs' name; null for the scheduler's id.</summary>
    public string? Name { get; init; }

    /// <summary>The jobs' data, serialized with the queue's JSON options; null for none.</summary>
    public object? Data { get; init; }

    /// <summary>The jobs' options. Id, delay, timestamp and parent are the scheduler's own business and are ignored.</summary>
    public JobOptions Options { get; init; } = JobOptions.Default;
}
