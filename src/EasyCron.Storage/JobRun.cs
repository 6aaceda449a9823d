namespace EasyCron.Storage;

/// <summary>One row of <c>"JobRun"</c>: one run of a job, of one or more attempts.</summary>
public sealed record JobRun
{
    /// <summary>The columns of a <see cref="JobRun"/> of the table aliased <c>r</c>.</summary>
    internal const string Columns = """
        r.id, r."jobId", case when r.state::text in ('QUEUED', 'RUNNING', 'OK', 'FAIL', 'TIMEOUT') then r.state::text else 'OTHER' end as state,
        r."startedAt", r."finishedAt", r.attempts, r."exitCode", r.log
        """;

    /// <summary>The run's id; see <see cref="RunId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>When it began; while it is queued, when it was queued.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many attempts were begun; 0 while it is queued.</summary>
    public required int Attempts { get; init; }

    /// <summary>The last HTTP status received; null where none came.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The answer's body, or what went wrong.</summary>
    public string? Log { get; init; }

    /// <summary>Whether the run has ended.</summary>
    public bool IsFinished => State is not (RunState.Queued or RunState.Running);

    /// <summary>Names the run without its log.</summary>
    public override string ToString() => $"Run {Id} of job {JobId}, {State}, {Attempts} attempts";

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static JobRun Read(Row row) =>
        new()
        {
            Id = row.Text(),
            JobId = row.Text(),
            State = row.Label(RunState.Other),
            StartedAt = row.Instant(),
            FinishedAt = row.InstantOrNull(),
            Attempts = row.Int(),
            ExitCode = row.IntOrNull(),
            Log = row.TextOrNull(),
        };
}
