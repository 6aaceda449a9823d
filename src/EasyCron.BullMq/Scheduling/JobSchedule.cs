namespace EasyCron.BullMq;

/// <summary>When a job scheduler's jobs are due: by a cron pattern in a time zone, or at a steady interval.</summary>
public sealed record JobSchedule
{
    private JobSchedule()
    {
    }

    /// <summary>The cron pattern; null for an interval.</summary>
    public string? Pattern { get; private init; }

    /// <summary>The IANA zone the pattern is read in; null when whoever stored the schedule left it to the worker's machine.</summary>
    public string? TimeZone { get; private init; }

    /// <summary>The interval; null for a pattern.</summary>
    public TimeSpan? Every { get; private init; }

    /// <summary>Shifts the steps of an interval; null lets the first job set them.</summary>
    public TimeSpan? Offset { get; init; }

    /// <summary>How many jobs are made in all; null for no end.</summary>
    public int? Limit { get; init; }

    /// <summary>No job is due before or at this instant.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>The last instant a job of a pattern may be due at.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Whether the first job is due at once. Not together with <see cref="StartDate"/>.</summary>
    public bool Immediately { get; init; }

    /// <summary>By a cron pattern: five fields, or six with seconds first.</summary>
    /// <param name="pattern">Read as cron-parser reads it.</param>
    /// <param name="timeZone">An IANA id; always stored, because Node would otherwise use its process' own zone.</param>
    public static JobSchedule Cron(string pattern, string timeZone = "UTC")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentException.ThrowIfNullOrEmpty(timeZone);
        return new JobSchedule { Pattern = pattern, TimeZone = timeZone };
    }

    /// <summary>At a steady interval of at least one millisecond, measured from the first job.</summary>
    public static JobSchedule EveryInterval(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromMilliseconds(1));
        return new JobSchedule { Every = every };
    }

    /// <summary>As it was read from Redis, where anything may be absent.</summary>
    internal static JobSchedule Stored(string? pattern, string? timeZone, TimeSpan? every) => new() { Pattern = pattern, TimeZone = timeZone, Every = every };
}
