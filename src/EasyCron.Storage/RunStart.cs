namespace EasyCron.Storage;

/// <summary>Asks for a run to be admitted and begun.</summary>
public sealed record RunStart
{
    /// <summary>The run's id; see <see cref="RunId"/>.</summary>
    public required string RunId { get; init; }

    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>
    /// The version of the job on which the caller's decision to run rests. The run is begun only if the row is still that version when it is begun,
    /// so a job may be kept in memory between runs and none runs on settings of yesterday. Null begins it whatever the version.
    /// </summary>
    public required uint? JobVersion { get; init; }

    /// <summary>What to do while another run of the job has not finished.</summary>
    public required ConcurrencyMode Mode { get; init; }

    /// <summary>The time to note as the run's start.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
