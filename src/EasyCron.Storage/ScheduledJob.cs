using System.Diagnostics.CodeAnalysis;

namespace EasyCron.Storage;

/// <summary>The part of a row of <c>"Job"</c> that its schedule is made of; small, because there may be 100,000 of them.</summary>
public record ScheduledJob
{
    /// <summary>The columns of a <see cref="ScheduledJob"/> of the table aliased <c>j</c>.</summary>
    internal const string Columns = """
        j.id, j.xmin, j."teamId", case when j.status::text in ('ENABLED', 'DISABLED') then j.status::text else 'OTHER' end,
        j."scheduleMode", j."schedulePreset", j."cronExpression", j.timezone, j."startAt", j."endAt",
        j."allowedDays"::text, j."allowedTimeStart", j."allowedTimeEnd", j."runOnDeploy", j."updatedAt"
        """;

    /// <summary>The row's key, a cuid made by the app.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Which version of the row this is (its <c>xmin</c>): any change of any column by anybody makes another one, also where <c>updatedAt</c> was forgotten.
    /// Means nothing beyond being equal or not.
    /// </summary>
    public required uint Version { get; init; }

    /// <summary>The team that owns the job.</summary>
    public required string TeamId { get; init; }

    /// <summary>Whether its schedule runs.</summary>
    public required JobStatus Status { get; init; }

    /// <summary><c>preset</c> or <c>cron</c>.</summary>
    public required string ScheduleMode { get; init; }

    /// <summary>The preset's name, <c>daily</c> and the like.</summary>
    public string? SchedulePreset { get; init; }

    /// <summary>The cron expression.</summary>
    public string? CronExpression { get; init; }

    /// <summary>The time zone's id.</summary>
    public required string Timezone { get; init; }

    /// <summary>The job does not run before this instant.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The job does not run after this instant.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>JSON: seven flags, Monday first.</summary>
    public string? AllowedDays { get; init; }

    /// <summary><c>HH:mm</c> in the job's zone.</summary>
    public string? AllowedTimeStart { get; init; }

    /// <summary><c>HH:mm</c> in the job's zone.</summary>
    public string? AllowedTimeEnd { get; init; }

    /// <summary>Whether the job runs once after each deploy.</summary>
    public required bool RunOnDeploy { get; init; }

    /// <summary>When the app or the fail-safe last changed the row.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Makes one by its properties.</summary>
    public ScheduledJob()
    {
    }

    /// <summary>Takes <see cref="Columns"/>.</summary>
    [SetsRequiredMembers]
    private protected ScheduledJob(ref Row row)
    {
        Id = row.Text();
        Version = row.TransactionId();
        TeamId = row.Text();
        Status = row.Label(JobStatus.Other);
        ScheduleMode = row.Text();
        SchedulePreset = row.TextOrNull();
        CronExpression = row.TextOrNull();
        Timezone = row.Text();
        StartAt = row.InstantOrNull();
        EndAt = row.InstantOrNull();
        AllowedDays = row.TextOrNull();
        AllowedTimeStart = row.TextOrNull();
        AllowedTimeEnd = row.TextOrNull();
        RunOnDeploy = row.Flag();
        UpdatedAt = row.Instant();
    }

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static ScheduledJob Read(Row row) => new(ref row);
}
