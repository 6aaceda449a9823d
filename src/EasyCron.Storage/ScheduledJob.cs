namespace EasyCron.Storage;

/// <summary>The part of a row of <c>"Job"</c> that its schedule is made of; small, because there may be 100,000 of them.</summary>
public sealed record ScheduledJob
{
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
}
