namespace EasyCron.Storage;

/// <summary>The part of a row of <c>"Job"</c> that its schedule is made of; small, because there may be 100,000 of them.</summary>
public sealed record ScheduledJob
{
    /// <summary>The columns of a <see cref="ScheduledJob"/> of the table aliased <c>j</c>.</summary>
    internal const string Columns = """
        j.id, j.xmin, j."teamId", case when j.status::text in ('ENABLED', 'DISABLED') then j.status::text else 'OTHER' end,
        j."scheduleMode", j."schedulePreset", j."cronExpression", j.timezone, j."startAt", j."endAt",
        j."allowedDays"::text, j."allowedTimeStart", j."allowedTimeEnd", j."runOnDeploy", j."updatedAt"
        """;

    /// <inheritdoc cref="CronJob.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="CronJob.Version"/>
    public required uint Version { get; init; }

    /// <inheritdoc cref="CronJob.TeamId"/>
    public required string TeamId { get; init; }

    /// <inheritdoc cref="CronJob.Status"/>
    public required JobStatus Status { get; init; }

    /// <inheritdoc cref="CronJob.ScheduleMode"/>
    public required string ScheduleMode { get; init; }

    /// <inheritdoc cref="CronJob.SchedulePreset"/>
    public string? SchedulePreset { get; init; }

    /// <inheritdoc cref="CronJob.CronExpression"/>
    public string? CronExpression { get; init; }

    /// <inheritdoc cref="CronJob.Timezone"/>
    public required string Timezone { get; init; }

    /// <inheritdoc cref="CronJob.StartAt"/>
    public DateTimeOffset? StartAt { get; init; }

    /// <inheritdoc cref="CronJob.EndAt"/>
    public DateTimeOffset? EndAt { get; init; }

    /// <inheritdoc cref="CronJob.AllowedDays"/>
    public string? AllowedDays { get; init; }

    /// <inheritdoc cref="CronJob.AllowedTimeStart"/>
    public string? AllowedTimeStart { get; init; }

    /// <inheritdoc cref="CronJob.AllowedTimeEnd"/>
    public string? AllowedTimeEnd { get; init; }

    /// <inheritdoc cref="CronJob.RunOnDeploy"/>
    public required bool RunOnDeploy { get; init; }

    /// <inheritdoc cref="CronJob.UpdatedAt"/>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static ScheduledJob Read(Row row) =>
        new()
        {
            Id = row.Text(),
            Version = row.TransactionId(),
            TeamId = row.Text(),
            Status = row.Label(JobStatus.Other),
            ScheduleMode = row.Text(),
            SchedulePreset = row.TextOrNull(),
            CronExpression = row.TextOrNull(),
            Timezone = row.Text(),
            StartAt = row.InstantOrNull(),
            EndAt = row.InstantOrNull(),
            AllowedDays = row.TextOrNull(),
            AllowedTimeStart = row.TextOrNull(),
            AllowedTimeEnd = row.TextOrNull(),
            RunOnDeploy = row.Flag(),
            UpdatedAt = row.Instant(),
        };
}
