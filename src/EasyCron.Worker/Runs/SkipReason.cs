namespace EasyCron.Worker.Runs;

/// <summary>Why an occurrence is not run.</summary>
internal enum SkipReason
{
    /// <summary>The job is disabled.</summary>
    Disabled,

    /// <summary>It was due before <c>startAt</c>.</summary>
    BeforeStart,

    /// <summary>It was due after <c>endAt</c>.</summary>
    AfterEnd,

    /// <summary>It was due on a day that is switched off.</summary>
    DayNotAllowed,

    /// <summary>It was due outside <c>allowedTimeStart</c> and <c>allowedTimeEnd</c>.</summary>
    OutsideAllowedHours,

    /// <summary>Days or hours are restricted in a time zone nobody knows.</summary>
    UnknownTimeZone,

    /// <summary>Concurrency is <c>skip</c> and another run of the job has not ended.</summary>
    AlreadyRunning,

    /// <summary>Concurrency is <c>queue</c> and as many runs wait as may.</summary>
    LineFull,

    /// <summary>The app has deleted the job.</summary>
    JobDeleted,
}

/// <summary>The reason as logs, metrics and queue results spell it.</summary>
internal static class SkipReasonText
{
    /// <summary>Spells the reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>Such as <c>outside allowed hours</c>.</returns>
    public static string Text(this SkipReason reason) => reason switch
    {
        SkipReason.Disabled => "disabled",
        SkipReason.BeforeStart => "before start",
        SkipReason.AfterEnd => "after end",
        SkipReason.DayNotAllowed => "day not allowed",
        SkipReason.OutsideAllowedHours => "outside allowed hours",
        SkipReason.UnknownTimeZone => "unknown time zone",
        SkipReason.AlreadyRunning => "another run has not ended",
        SkipReason.LineFull => "too many runs wait already",
        SkipReason.JobDeleted => "the job was deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
