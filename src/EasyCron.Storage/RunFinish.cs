namespace EasyCron.Storage;

/// <summary>Asks for the end of a run to be recorded.</summary>
public sealed record RunFinish
{
    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>How it ended: <see cref="RunState.Ok"/>, <see cref="RunState.Fail"/> or <see cref="RunState.Timeout"/>.</summary>
    public required RunState State { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many attempts were made.</summary>
    public required int Attempts { get; init; }

    /// <summary>The last HTTP status received; null where none came, and where the end was our own fault.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The answer's body, or what went wrong. Characters that PostgreSQL cannot hold become U+FFFD.</summary>
    public string? Log { get; init; }

    /// <summary>Names the run and its end without its log.</summary>
    public override string ToString() => $"Run {RunId} of job {JobId}, {State}, {Attempts} attempts";
}
